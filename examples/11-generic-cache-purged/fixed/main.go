// SPDX-License-Identifier: MIT

// purge empties the map, whatever drop does.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type cache[K comparable, V any] struct {
	items map[K]V
	drop  func(V)
}

func (c *cache[K, V]) get(k K, load func(K) V) V {
	v, ok := c.items[k]
	if !ok {
		v = load(k)
		c.items[k] = v
	}
	return v
}

func (c *cache[K, V]) purge() {
	for k, v := range c.items {
		delete(c.items, k)
		c.drop(v)
	}
}

func square(n int) *C.long {
	p := (*C.long)(C.malloc(C.sizeof_long))
	*p = C.long(n * n)
	return p
}

func main() {
	squares := &cache[int, *C.long]{
		items: map[int]*C.long{},
		drop:  func(p *C.long) { C.free(unsafe.Pointer(p)) },
	}
	fmt.Println("12 squared is", *squares.get(12, square))
	squares.purge()
	fmt.Println("12 squared is", *squares.get(12, square))
}
