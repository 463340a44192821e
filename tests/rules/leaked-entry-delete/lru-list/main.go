// The LRU drops its oldest tile from list and index, and forgets that the tile is C memory.
package main

/*
#include <stdlib.h>

static unsigned char *tile_render(int x, int y)
{
	unsigned char *px = malloc(256 * 256);

	if (!px)
		abort();
	px[0] = (unsigned char)(x ^ y);
	return px;
}
*/
import "C"

import (
	"container/list"
	"fmt"
	"unsafe"
)

type coord struct{ x, y int }

type tile struct {
	at coord
	px *C.uchar
}

// tileCache is an LRU: the front of the list is the newest tile.
type tileCache struct {
	max   int
	order *list.List
	index map[coord]*list.Element
}

func newTileCache(max int) *tileCache {
	return &tileCache{max: max, order: list.New(), index: make(map[coord]*list.Element)}
}

func (c *tileCache) get(x, y int) byte {
	at := coord{x, y}
	if e, ok := c.index[at]; ok {
		c.order.MoveToFront(e)
		return byte(*e.Value.(*tile).px)
	}
	t := &tile{at: at, px: C.tile_render(C.int(x), C.int(y))}
	c.index[at] = c.order.PushFront(t)
	if c.order.Len() > c.max {
		oldest := c.order.Back()
		delete(c.index, oldest.Value.(*tile).at)
		c.order.Remove(oldest) // want BL105
	}
	return byte(*t.px)
}

func (c *tileCache) purge() {
	for e := c.order.Front(); e != nil; e = e.Next() {
		t := e.Value.(*tile)
		C.free(unsafe.Pointer(t.px))
		t.px = nil
	}
	c.order.Init()
	clear(c.index)
}

func main() {
	c := newTileCache(4)
	for i := 0; i < 16; i++ {
		fmt.Println(c.get(i, i*3))
	}
	c.purge()
}
