// Package slot stores what it is given in a C array, and the caller gives it C memory.
package main

// #include <stdlib.h>
import "C"

import (
	"fmt"
	"os"
	"unsafe"

	"example.com/two-packages-c-memory/slot"
)

type conn struct {
	id   int
	peer [16]byte
}

func accept(t *slot.Table, id int, peer string) (int, bool) {
	c := (*conn)(C.calloc(1, C.size_t(unsafe.Sizeof(conn{}))))
	c.id = id
	copy(c.peer[:], peer)
	n, ok := t.Put(unsafe.Pointer(c))
	if !ok {
		C.free(unsafe.Pointer(c))
	}
	return n, ok
}

func main() {
	t := slot.NewTable(8)
	defer t.Close()
	for i, arg := range os.Args {
		n, ok := accept(t, i, arg)
		if !ok {
			break
		}
		fmt.Println(n, (*conn)(t.Get(n)).peer[0])
	}
}
