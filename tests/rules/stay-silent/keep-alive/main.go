// Each method keeps its owner alive past the last use of the C memory, so the finalizer cannot come too early.
package main

/*
#include <stdint.h>
#include <stdlib.h>

static uint64_t mix(const uint64_t *v, int n)
{
	uint64_t h = 1469598103934665603u;
	int i;

	for (i = 0; i < n; i++)
		h = (h ^ v[i]) * 1099511628211u;
	return h;
}
*/
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

// Vector is a vector of the C library; the collector closes it.
type Vector struct {
	v *C.uint64_t
	n int
}

func NewVector(n int) *Vector {
	v := &Vector{(*C.uint64_t)(C.calloc(C.size_t(n), 8)), n}
	runtime.SetFinalizer(v, func(v *Vector) {
		C.free(unsafe.Pointer(v.v))
	})
	return v
}

func (v *Vector) Set(i int, x uint64) {
	if i < 0 || i >= v.n {
		panic("vector: index out of range")
	}
	*(*uint64)(unsafe.Add(unsafe.Pointer(v.v), i*8)) = x
	runtime.KeepAlive(v)
}

func (v *Vector) Hash() uint64 {
	h := uint64(C.mix(v.v, C.int(v.n)))
	runtime.KeepAlive(v)
	return h
}

func Copy(v *Vector) []uint64 {
	defer runtime.KeepAlive(v)
	out := make([]uint64, v.n)
	copy(out, unsafe.Slice((*uint64)(unsafe.Pointer(v.v)), v.n))
	return out
}

func main() {
	hashes := make(map[uint64]int)
	for i := 0; i < 10; i++ {
		v := NewVector(4)
		v.Set(i%4, uint64(i))
		hashes[v.Hash()] = len(Copy(v))
	}
	fmt.Println(len(hashes))
}
