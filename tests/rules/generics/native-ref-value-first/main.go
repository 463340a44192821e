// lastSample reads the element through Ref[T] and then frees the C array behind it.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type scalar interface {
	~int32 | ~float32 | ~float64
}

// Ref is an array of n values of T in C memory.
type Ref[T scalar] struct {
	base *T
	n    int
}

func Make[T scalar](n int) Ref[T] {
	var zero T
	p := C.calloc(C.size_t(n), C.size_t(unsafe.Sizeof(zero)))
	return Ref[T]{(*T)(p), n}
}

func (r Ref[T]) At(i int) *T {
	if i < 0 || i >= r.n {
		panic(fmt.Sprintf("index %d of %d", i, r.n))
	}
	var zero T
	return (*T)(unsafe.Add(unsafe.Pointer(r.base), uintptr(i)*unsafe.Sizeof(zero)))
}

func (r Ref[T]) Free() { C.free(unsafe.Pointer(r.base)) }

func integrate[T scalar](r Ref[T], step T) {
	for i := 1; i < r.n; i++ {
		*r.At(i) = *r.At(i - 1) + step
	}
}

func lastSample[T scalar](n int, step T) T {
	r := Make[T](n)
	integrate(r, step)
	last := r.At(n - 1)
	v := *last
	r.Free()
	return v
}

func main() {
	fmt.Println(lastSample(8, float32(0.5)))
	fmt.Println(lastSample(5, int32(3)))
}
