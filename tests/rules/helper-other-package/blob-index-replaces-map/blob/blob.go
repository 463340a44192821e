package blob

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import "unsafe"

// Blob is a run of bytes in C memory that starts with its length.
type Blob C.size_t

func New(content []byte) *Blob {
	n := C.size_t(len(content))
	p := C.malloc(n + C.sizeof_size_t)
	*(*C.size_t)(p) = n
	copy(unsafe.Slice((*byte)(unsafe.Add(p, C.sizeof_size_t)), len(content)), content)
	return (*Blob)(p)
}

func (b *Blob) Len() int { return int(*b) }

// FreeAll frees every blob of m. The map belongs to the caller.
func FreeAll[K comparable](m map[K]*Blob) {
	for _, b := range m {
		C.free(unsafe.Pointer(b))
	}
}
