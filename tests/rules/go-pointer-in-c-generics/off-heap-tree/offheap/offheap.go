// Package offheap allocates values where the collector does not look.
package offheap

// #include <stdlib.h>
import "C"

import "unsafe"

// New makes a zero T.
func New[T any]() *T {
	var zero T
	p := C.calloc(1, C.size_t(unsafe.Sizeof(zero)))
	if p == nil {
		panic("offheap: out of memory")
	}
	return (*T)(p)
}

func Free[T any](p *T) { C.free(unsafe.Pointer(p)) }
