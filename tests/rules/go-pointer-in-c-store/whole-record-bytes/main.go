// send writes a whole record into the C ring, whose bytes were copied to C memory.
package main

/*
#include <stddef.h>
#include <stdlib.h>

struct record {
	int kind;
	size_t len;
	const unsigned char *payload;
};

#define NRECORDS 8
static struct record ring[NRECORDS];

static struct record *slot(int i)
{
	return &ring[i % NRECORDS];
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type port struct {
	next int
	sent int
}

func encode(kind int, text string) C.struct_record {
	return C.struct_record{
		kind:    C.int(kind),
		len:     C.size_t(len(text)),
		payload: (*C.uchar)(C.CBytes([]byte(text))),
	}
}

func (p *port) send(kind int, text string) {
	slot := C.slot(C.int(p.next))
	C.free(unsafe.Pointer(slot.payload))
	*slot = encode(kind, text)
	p.next++
	p.sent += len(text)
}

func main() {
	var p port
	for i, arg := range os.Args {
		p.send(i, arg)
	}
	fmt.Println(p.next, p.sent)
}
