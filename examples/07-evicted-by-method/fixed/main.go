// SPDX-License-Identifier: MIT

// evict takes the name out of both the order and the map, and then frees.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type table struct {
	addrs map[string]*C.uint // in memory that a C resolver reads
	order []string
}

func (t *table) add(name string, addr uint32) {
	p := (*C.uint)(C.malloc(C.sizeof_uint))
	*p = C.uint(addr)
	t.addrs[name] = p
	t.order = append(t.order, name)
}

func (t *table) evict() {
	oldest := t.order[0]
	t.order = t.order[1:]
	p := t.addrs[oldest]
	delete(t.addrs, oldest)
	C.free(unsafe.Pointer(p))
}

// cache is a table of at most limit names.
type cache struct {
	table
	limit int
}

func (c *cache) learn(name string, addr uint32) {
	if len(c.order) == c.limit {
		c.evict()
	}
	c.add(name, addr)
}

func (c *cache) lookup(name string) string {
	p, ok := c.addrs[name]
	if !ok {
		return "unknown"
	}
	return fmt.Sprintf("%#x", uint32(*p))
}

func main() {
	c := &cache{table{addrs: map[string]*C.uint{}}, 2}
	c.learn("a.example", 0x0a000001)
	c.learn("b.example", 0x0a000002)
	c.learn("c.example", 0x0a000003)
	fmt.Println("a.example is", c.lookup("a.example"))
}
