// Evict frees a page and deletes its entry afterwards, both under the lock that every lookup takes.
package main

/*
#include <stdlib.h>
#include <string.h>

enum { PAGE = 512 };
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

type pageCache struct {
	mu    sync.Mutex
	pages map[int64]unsafe.Pointer
	free  func(unsafe.Pointer)
}

func newPageCache() *pageCache {
	return &pageCache{
		pages: make(map[int64]unsafe.Pointer),
		free:  func(p unsafe.Pointer) { C.free(p) },
	}
}

func (c *pageCache) read(off int64) (first byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ok := c.pages[off]
	if !ok {
		p = C.malloc(C.PAGE)
		C.memset(p, C.int(off%251), C.PAGE)
		c.pages[off] = p
	}
	return *(*byte)(p)
}

func (c *pageCache) evict(off int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ok := c.pages[off]
	if !ok {
		return false
	}
	c.free(p)
	delete(c.pages, off)
	return true
}

func main() {
	c := newPageCache()
	var wg sync.WaitGroup
	for w := int64(0); w < 4; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for off := int64(0); off < 40; off++ {
				c.read(off * w)
				c.evict(off)
			}
		}()
	}
	wg.Wait()
	fmt.Println(c.read(7))
}
