// send writes a whole record into the C ring, and one of its fields is the address of Go bytes.
package main

/*
#include <stddef.h>

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
	b := []byte(text)
	return C.struct_record{
		kind:    C.int(kind),
		len:     C.size_t(len(b)),
		payload: (*C.uchar)(unsafe.Pointer(unsafe.SliceData(b))),
	}
}

func (p *port) send(kind int, text string) {
	*C.slot(C.int(p.next)) = encode(kind, text) // want BL401
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
