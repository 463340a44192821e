// SPDX-License-Identifier: MIT

// The entry goes first, then the memory, so no lookup can find it.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// cells holds one counter for each name, in C memory that C code updates.
var cells = map[string]*C.long{}

func add(name string, n int) {
	p, ok := cells[name]
	if !ok {
		p = (*C.long)(C.calloc(1, C.sizeof_long))
		cells[name] = p
	}
	*p += C.long(n)
}

func reset(name string) {
	p := cells[name]
	delete(cells, name)
	C.free(unsafe.Pointer(p))
}

func total(name string) int {
	p, ok := cells[name]
	if !ok {
		return 0
	}
	return int(*p)
}

func main() {
	for i := 0; i < 4; i++ {
		add(fmt.Sprint(i), 10*i)
	}
	fmt.Println("before", total("3"))
	reset("3")
	fmt.Println("after", total("3"))
}
