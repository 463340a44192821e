// Cache[K, V].Expire deletes the entry and then releases its value through a function of its type parameter.
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

// Cache maps K to V and calls release for each V that it drops.
type Cache[K comparable, V any] struct {
	mu      sync.Mutex
	entries map[K]entry[V]
	release func(V)
	clock   int
}

type entry[V any] struct {
	value V
	used  int
}

func New[K comparable, V any](release func(V)) *Cache[K, V] {
	return &Cache[K, V]{entries: make(map[K]entry[V]), release: release}
}

// Add takes v over. It answers whether k was new and v is stored.
func (c *Cache[K, V]) Add(k K, v V) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.entries[k]; ok {
		c.release(v)
		return false
	}
	c.clock++
	c.entries[k] = entry[V]{v, c.clock}
	return true
}

func (c *Cache[K, V]) Get(k K) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[k]
	return e.value, ok
}

func (c *Cache[K, V]) Expire(k K, age int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[k]
	if !ok || c.clock-e.used < age {
		return
	}
	delete(c.entries, k)
	c.release(e.value)
}

func freeString(s *C.char) { C.free(unsafe.Pointer(s)) }

func main() {
	names := New[int](freeString)
	for id, name := range []string{"root", "daemon", "nobody"} {
		names.Add(id, C.CString(name))
	}
	if s, ok := names.Get(1); ok {
		fmt.Println(C.GoString(s))
	}
	for id := 0; id < 3; id++ {
		names.Expire(id, 2)
	}
}
