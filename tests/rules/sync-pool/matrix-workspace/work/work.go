// Package work recycles the workspaces of the numeric library.
package work

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

const size = 1 << 10

type Space struct {
	mem unsafe.Pointer
}

var pool = sync.Pool{New: func() any {
	return &Space{C.malloc(size * 8)}
}}

func Get() *Space { return pool.Get().(*Space) }

func Put(s *Space) { pool.Put(s) }

// Floats answers the first n numbers of s.
func (s *Space) Floats(n int) []float64 {
	if n < 0 || n > size {
		panic(fmt.Sprintf("work: %d numbers", n))
	}
	return unsafe.Slice((*float64)(s.mem), n)
}

// Free ends a workspace that is not to be recycled.
func (s *Space) Free() { C.free(s.mem) }
