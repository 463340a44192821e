// SPDX-License-Identifier: MIT

// A recover() that waits for nil dereferences must not swallow the report.
package main

// #include <stdlib.h>
import "C"

import (
	"fmt"
	"runtime/debug"
	"unsafe"
)

//go:noinline
func makeOne() *C.int {
	return (*C.int)(C.malloc(4)) // alloc
}

//go:noinline
func drop(p *C.int) {
	C.free(unsafe.Pointer(p)) // free
}

//go:noinline
func use(p *C.int) (v C.int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("recovered")
		}
	}()
	return *p // access
}

func main() {
	debug.SetPanicOnFault(true)
	p := makeOne()
	drop(p)
	fmt.Println(use(p) == 12345)
}
