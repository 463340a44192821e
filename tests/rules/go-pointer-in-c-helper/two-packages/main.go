// Package slot stores what it is given in a C array, and the caller gives it the address of a Go connection.
package main

import (
	"fmt"
	"os"
	"unsafe"

	"example.com/two-packages/slot"
)

type conn struct {
	id   int
	peer string
}

func accept(t *slot.Table, id int, peer string) (int, bool) {
	c := &conn{id: id, peer: peer}
	return t.Put(unsafe.Pointer(c)) // or BL401
}

func main() {
	t := slot.NewTable(8)
	defer t.Close()
	for i, arg := range os.Args {
		n, ok := accept(t, i, arg)
		if !ok {
			break
		}
		fmt.Println(n, (*conn)(t.Get(n)).peer)
	}
}
