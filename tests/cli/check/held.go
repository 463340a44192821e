package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type cache struct {
	names map[int]*C.char
}

func (c *cache) put(id int, name string) {
	p := C.CString(name)
	c.names[id] = p
}

func (c *cache) drop(id int) {
	C.free(unsafe.Pointer(c.names[id]))
}

func main() {
	c := &cache{names: map[int]*C.char{}}
	c.put(1, "one")
	c.drop(1)
	fmt.Println(len(c.names))
}
