// SPDX-License-Identifier: MIT

// A C block is freed while a map holds it, and read by a method.
package main

// #include <stdlib.h>
import "C"

import (
	"fmt"
	"unsafe"
)

type registry struct {
	cells map[int]*C.long
}

//go:noinline
func (r *registry) add(id int) {
	r.cells[id] = (*C.long)(C.malloc(C.size_t(8))) // alloc
	*r.cells[id] = C.long(id)
}

//go:noinline
func (r *registry) drop(id int) {
	C.free(unsafe.Pointer(r.cells[id])) // free
}

//go:noinline
func (r *registry) get(id int) int {
	return int(*r.cells[id]) // access
}

func main() {
	r := &registry{map[int]*C.long{}}
	for id := 0; id < 10; id++ {
		r.add(id)
	}
	r.drop(4)
	fmt.Println(r.get(5))
	fmt.Println(r.get(4) == 12345)
}
