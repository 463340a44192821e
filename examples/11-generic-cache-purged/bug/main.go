// SPDX-License-Identifier: MIT

// A generic cache drops its values by a function that frees them.
//
// The cache knows nothing of C: V is any type, drop any function. For Go
// values purge would be harmless, since the collector keeps what the map
// still holds. With C.free as drop it leaves a map full of freed memory.
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
	for _, v := range c.items {
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
