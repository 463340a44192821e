// decode walks past the header of the block and then frees the pointer where it stands.
package main

/*
#include <stdlib.h>
#include <string.h>
#include <stdint.h>

struct wire {
	uint16_t kind;
	uint16_t len;
};

static void *read_frame(uint16_t kind, const char *text)
{
	size_t n = strlen(text);
	unsigned char *p = malloc(sizeof(struct wire) + n);

	if (!p)
		return NULL;
	((struct wire *)p)->kind = kind;
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

var (
	errNoMemory = errors.New("wire: out of memory")
	errKind     = errors.New("wire: unknown kind")
)

const kindText = 1

func decode(kind uint16, text string) (string, error) {
	ct := C.CString(text)
	defer C.free(unsafe.Pointer(ct))

	p := C.read_frame(C.uint16_t(kind), ct)
	if p == nil {
		return "", errNoMemory
	}
	h := (*C.struct_wire)(p)
	if h.kind != kindText {
		C.free(p)
		return "", errKind
	}
	n := C.int(h.len)
	p = unsafe.Add(p, unsafe.Sizeof(*h))
	body := C.GoStringN((*C.char)(p), n)
	C.free(p) // want BL104
	return body, nil
}

func main() {
	for kind := uint16(1); kind < 3; kind++ {
		s, err := decode(kind, "hello from the wire")
		fmt.Println(s, err)
	}
}
