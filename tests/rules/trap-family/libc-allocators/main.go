// Blocks of strdup, calloc, realloc, aligned_alloc, C.CBytes and C.malloc all go to C.free, which is right for each.
package main

/*
#include <stdlib.h>
#include <string.h>

static void *aligned(size_t n)
{
	return aligned_alloc(64, (n + 63) & ~(size_t)63);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var (
	errKind   = errors.New("unknown kind")
	errMemory = errors.New("out of memory")
)

func allocate(kind string, data []byte) (unsafe.Pointer, error) {
	n := C.size_t(len(data) + 1)
	var p unsafe.Pointer
	switch kind {
	case "bytes":
		p = C.CBytes(data)
	case "string":
		p = unsafe.Pointer(C.CString(string(data)))
	case "dup":
		cs := C.CString(string(data))
		p = unsafe.Pointer(C.strdup(cs))
		C.free(unsafe.Pointer(cs))
	case "zero":
		p = C.calloc(n, 1)
	case "grown":
		p = C.realloc(C.malloc(1), n)
	case "aligned":
		p = C.aligned(n)
	default:
		return nil, fmt.Errorf("%w %q", errKind, kind)
	}
	if p == nil {
		return nil, errMemory
	}
	return p, nil
}

func main() {
	blocks := make(map[string]unsafe.Pointer)
	for _, kind := range []string{"bytes", "string", "dup", "zero", "grown", "aligned", "huge"} {
		p, err := allocate(kind, []byte("data"))
		if err != nil {
			fmt.Println(err)
			continue
		}
		blocks[kind] = p
	}
	for kind, p := range blocks {
		delete(blocks, kind)
		C.free(p)
	}
	C.free(nil)
}
