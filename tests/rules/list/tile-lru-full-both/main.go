// When the cache is full, Put removes the last element of the list, deletes its key from the map and frees its tile.
package main

/*
#include <stdlib.h>

typedef struct { int x, y, zoom; unsigned char rgb[768]; } tile_t;
*/
import "C"

import (
	"container/list"
	"fmt"
	"unsafe"
)

type entry struct {
	key  uint64
	tile *C.tile_t
}

type tileLRU struct {
	order list.List
	index map[uint64]*list.Element
	limit int
}

func keyOf(x, y, zoom int) uint64 {
	return uint64(zoom)<<48 | uint64(x)<<24 | uint64(y)
}

func (c *tileLRU) Get(x, y, zoom int) (shade byte, ok bool) {
	e, ok := c.index[keyOf(x, y, zoom)]
	if !ok {
		return 0, false
	}
	c.order.MoveToFront(e)
	return byte(e.Value.(*entry).tile.rgb[0]), true
}

// Put makes a tile that is not in the cache.
func (c *tileLRU) Put(x, y, zoom int, shade byte) {
	t := (*C.tile_t)(C.calloc(1, C.sizeof_tile_t))
	t.x, t.y, t.zoom = C.int(x), C.int(y), C.int(zoom)
	t.rgb[0] = C.uchar(shade)
	key := keyOf(x, y, zoom)
	c.index[key] = c.order.PushFront(&entry{key, t})
	if c.order.Len() <= c.limit {
		return
	}
	last := c.order.Back()
	old := last.Value.(*entry)
	c.order.Remove(last)
	delete(c.index, old.key)
	C.free(unsafe.Pointer(old.tile))
}

func main() {
	c := &tileLRU{index: make(map[uint64]*list.Element), limit: 3}
	for i := 0; i < 5; i++ {
		if _, ok := c.Get(i%4, i, 7); !ok {
			c.Put(i%4, i, 7, byte(i))
		}
	}
	fmt.Println(c.order.Len())
}
