// Evict frees the pixels of an icon and leaves the entry in the cache: the next Sum of that name reads freed memory.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"unsafe"
)

var errNoMemory = errors.New("icons: out of memory")

// IconCache keeps decoded icons, four bytes a pixel, outside the Go heap.
type IconCache struct {
	size   int
	pixels map[string]unsafe.Pointer
}

func NewIconCache(size int) *IconCache {
	return &IconCache{size: size, pixels: make(map[string]unsafe.Pointer)}
}

func (c *IconCache) Load(name string, shade byte) error {
	if _, ok := c.pixels[name]; ok {
		return nil
	}
	n := C.size_t(c.size * c.size * 4)
	p := C.malloc(n)
	if p == nil {
		return errNoMemory
	}
	C.memset(p, C.int(shade), n)
	c.pixels[name] = p
	return nil
}

func (c *IconCache) Sum(name string) (sum int) {
	p, ok := c.pixels[name]
	if !ok {
		return -1
	}
	for i := 0; i < c.size; i++ {
		sum += int(*(*byte)(unsafe.Add(p, i)))
	}
	return sum
}

func (c *IconCache) Evict(name string) {
	p, ok := c.pixels[name]
	if !ok {
		return
	}
	C.free(p) // want BL102 "pixels"
}

func main() {
	cache := NewIconCache(16)
	for i, name := range os.Args {
		if err := cache.Load(name, byte(i+1)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	for _, name := range os.Args {
		fmt.Println(name, cache.Sum(name))
		cache.Evict(name)
	}
}
