// outbox_push takes the message in any case, so Send does not touch it when it sees the error.
package main

/*
#include <stdlib.h>
#include <string.h>

struct msg { int len; char body[60]; };

static struct msg *outbox[4];
static int filled;

// Takes over m: it is queued, or freed when there is no room.
static int outbox_push(struct msg *m)
{
	if (filled == 4) {
		free(m);
		return -1;
	}
	outbox[filled++] = m;
	return 0;
}

static int outbox_flush(void)
{
	int sent = 0;

	while (filled > 0) {
		struct msg *m = outbox[--filled];

		outbox[filled] = NULL;
		sent += m->len;
		free(m);
	}
	return sent;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"unsafe"
)

var (
	errLong = errors.New("message is too long")
	errFull = errors.New("outbox is full")
)

func Send(text string) error {
	if len(text) > 60 {
		return errLong
	}
	m := (*C.struct_msg)(C.malloc(C.sizeof_struct_msg))
	m.len = C.int(len(text))
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&m.body[0])), len(m.body)), text)
	if C.outbox_push(m) != 0 {
		return errFull
	}
	return nil
}

func main() {
	for _, arg := range os.Args {
		if err := Send(arg); err == errFull {
			fmt.Println(C.outbox_flush())
		} else if err != nil {
			fmt.Println(err)
		}
	}
}
