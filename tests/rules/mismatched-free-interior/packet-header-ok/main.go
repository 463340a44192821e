// decode walks past the header with a second pointer and frees the one that malloc gave.
package main

/*
#include <stdlib.h>
#include <string.h>
#include <stdint.h>

struct wire {
	uint16_t kind;
	uint16_t len;
};

static void *read_frame(const char *text)
{
	size_t n = strlen(text);
	unsigned char *p = calloc(1, sizeof(struct wire) + n);

	if (!p)
		return NULL;
	((struct wire *)p)->len = (uint16_t)n;
	memcpy(p + sizeof(struct wire), text, n);
	return p;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errNoMemory = errors.New("wire: out of memory")

const headerSize = unsafe.Sizeof(C.struct_wire{})

func decode(text string) (string, error) {
	ct := C.CString(text)
	defer C.free(unsafe.Pointer(ct))

	p := C.read_frame(ct)
	if p == nil {
		return "", errNoMemory
	}
	body := unsafe.Add(p, headerSize)
	s := C.GoStringN((*C.char)(body), C.int((*C.struct_wire)(p).len))
	// Back at the start of the block, by the same distance.
	C.free(unsafe.Add(body, -int(headerSize)))
	return s, nil
}

func main() {
	fmt.Println(decode("hello from the wire"))
}
