// Package column keeps a column of numbers for the C query engine.
package column

/*
#include <stdlib.h>
*/
import "C"

import "unsafe"

type Column struct {
	data *C.double
	n    int
}

func New() *Column { return new(Column) }

// Append adds v; the column may move.
func (c *Column) Append(v float64) {
	size := C.size_t(c.n+1) * C.sizeof_double
	p := C.realloc(unsafe.Pointer(c.data), size)
	if p == nil {
		panic("column: out of memory")
	}
	c.data = (*C.double)(p)
	*(*float64)(unsafe.Add(p, c.n*C.sizeof_double)) = v
	c.n++
}

// Floats answers the numbers without a copy.
func (c *Column) Floats() []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(c.data)), c.n)
}

func (c *Column) Free() {
	C.free(unsafe.Pointer(c.data))
	c.data, c.n = nil, 0
}
