package gpu

/*
#include <stdlib.h>
*/
import "C"

import "unsafe"

// Resource is memory of the device. The zero value holds none.
type Resource struct {
	mem *C.int
}

func (r *Resource) Alloc(n int) {
	r.mem = (*C.int)(C.calloc(C.size_t(n)+1, C.sizeof_int))
	*r.mem = C.int(n)
}

func (r *Resource) Size() int { return int(*r.mem) }

func (r *Resource) Destroy() { C.free(unsafe.Pointer(r.mem)) }
