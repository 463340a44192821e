// The generic cache forgets the old value at Set, and here its values are C strings.
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

// cache is a map with a lock and a limit.
type cache[K comparable, V any] struct {
	mu    sync.Mutex
	m     map[K]V
	limit int
}

func newCache[K comparable, V any](limit int) *cache[K, V] {
	return &cache[K, V]{m: make(map[K]V), limit: limit}
}

func (c *cache[K, V]) set(k K, v V) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.m[k]; !ok && len(c.m) >= c.limit {
		return false
	}
	c.m[k] = v // or BL105
	return true
}

func (c *cache[K, V]) get(k K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.m[k]
	return v, ok
}

type prompts struct {
	texts *cache[int, *C.char]
}

func (p *prompts) define(id int, text string) error {
	ct := C.CString(text)
	if !p.texts.set(id, ct) { // or BL105
		C.free(unsafe.Pointer(ct))
		return fmt.Errorf("prompt %d: too many", id)
	}
	return nil
}

func (p *prompts) length(id int) int {
	ct, ok := p.texts.get(id)
	if !ok {
		return 0
	}
	return int(C.strlen(ct))
}

func main() {
	p := &prompts{texts: newCache[int, *C.char](8)}
	for round := 0; round < 3; round++ {
		for id := 0; id < 2; id++ {
			if err := p.define(id, fmt.Sprintf("prompt %d, round %d", id, round)); err != nil {
				fmt.Println(err)
			}
		}
	}
	fmt.Println(p.length(0), p.length(5))
}
