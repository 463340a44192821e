// Shrink removes the oldest slab from the table and frees it through the function in field release.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Allocator hands out slabs. Tests replace its two functions.
type Allocator struct {
	reserve func(n int) unsafe.Pointer
	release func(unsafe.Pointer)

	slabs  map[int]unsafe.Pointer
	lo, hi int
	size   int
}

func systemReserve(n int) unsafe.Pointer { return C.malloc(C.size_t(n)) }

func systemRelease(p unsafe.Pointer) { C.free(p) }

func NewAllocator(size int) *Allocator {
	return &Allocator{
		reserve: systemReserve,
		release: systemRelease,
		slabs:   make(map[int]unsafe.Pointer),
		size:    size,
	}
}

// Grow adds a slab and answers its number.
func (a *Allocator) Grow() int {
	p := a.reserve(a.size)
	*(*byte)(p) = byte(a.hi)
	a.slabs[a.hi] = p
	a.hi++
	return a.hi - 1
}

func (a *Allocator) Tag(i int) byte {
	p, ok := a.slabs[i]
	if !ok {
		return 0xff
	}
	return *(*byte)(p)
}

// Shrink gives the oldest slab back.
func (a *Allocator) Shrink() {
	i := a.lo
	p, ok := a.slabs[i]
	if !ok {
		return
	}
	delete(a.slabs, i)
	a.release(p)
	a.lo++
}

func main() {
	a := NewAllocator(64)
	for a.Grow() < 5 {
		fmt.Println(a.Tag(a.lo))
	}
	a.Shrink()
	fmt.Println(a.lo, a.hi)
}
