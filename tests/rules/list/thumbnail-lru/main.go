// Remove takes the thumbnail out of the list and frees it, but the map still has the list element.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"container/list"
	"fmt"
	"os"
	"unsafe"
)

type thumb struct {
	path string
	px   unsafe.Pointer
	n    int
}

// LRU keeps the thumbnails that were looked at last.
type LRU struct {
	order *list.List
	items map[string]*list.Element
}

func NewLRU() *LRU {
	return &LRU{order: list.New(), items: make(map[string]*list.Element)}
}

func (c *LRU) Show(path string) int {
	if e, ok := c.items[path]; ok {
		c.order.MoveToFront(e)
		t := e.Value.(*thumb)
		return int(*(*byte)(t.px)) + t.n
	}
	t := &thumb{path: path, n: 128}
	t.px = C.malloc(C.size_t(t.n))
	C.memset(t.px, C.int(len(path)), C.size_t(t.n))
	c.items[path] = c.order.PushFront(t)
	return t.n
}

func (c *LRU) Remove(path string) {
	e, ok := c.items[path]
	if !ok {
		return
	}
	t := c.order.Remove(e).(*thumb)
	C.free(t.px) // want BL102 "items"
}

func main() {
	c := NewLRU()
	for _, arg := range os.Args {
		fmt.Println(c.Show(arg))
	}
	c.Remove(os.Args[0])
	fmt.Println(c.order.Len())
}
