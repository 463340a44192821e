// SPDX-License-Identifier: MIT

// The value of a map is a pointer to C memory, and the memory is freed.
//
// The block that C.calloc gave is not Go's: the collector neither keeps it
// while the map holds it nor notices that it is gone. The next lookup finds
// the entry and reads whatever lives at that address now.
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
	C.free(unsafe.Pointer(cells[name]))
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
