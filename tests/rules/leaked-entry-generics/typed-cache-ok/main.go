// The generic cache is made with a function that is called with each value that it lets go.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

type cache[K comparable, V any] struct {
	mu   sync.Mutex
	m    map[K]V
	drop func(V)
}

func newCache[K comparable, V any](drop func(V)) *cache[K, V] {
	return &cache[K, V]{m: make(map[K]V), drop: drop}
}

func (c *cache[K, V]) set(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old, had := c.m[k]
	c.m[k] = v
	if had {
		c.drop(old)
	}
}

func (c *cache[K, V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, v := range c.m {
		delete(c.m, k)
		c.drop(v)
	}
}

func main() {
	texts := newCache[int](func(p *C.char) { C.free(unsafe.Pointer(p)) })
	for round := 0; round < 3; round++ {
		for id := 0; id < 2; id++ {
			texts.set(id, C.CString(fmt.Sprintf("prompt %d, round %d", id, round)))
		}
	}
	fmt.Println(len(texts.m))
	texts.clear()
}
