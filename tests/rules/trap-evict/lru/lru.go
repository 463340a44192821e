// Package lru removes the oldest element from list and index before its C value is freed.
package lru

/*
#include <stdlib.h>

typedef struct block {
	unsigned no;
	unsigned char data[512];
} block;

static block *block_read(unsigned no)
{
	block *b = calloc(1, sizeof(*b));

	if (b) {
		b->no = no;
		b->data[0] = (unsigned char)no;
	}
	return b;
}

static void block_free(block *b)
{
	free(b);
}
*/
import "C"

import (
	"container/list"
	"errors"
)

// Cache is an LRU of disk blocks.
type Cache struct {
	max   int
	order list.List
	index map[uint32]*list.Element
	hits  int
}

var errRead = errors.New("lru: cannot read")

// New makes a cache for max blocks.
func New(max int) *Cache {
	return &Cache{max: max, index: make(map[uint32]*list.Element)}
}

// First is the first byte of a block.
func (c *Cache) First(no uint32) (byte, error) {
	if e, ok := c.index[no]; ok {
		c.hits++
		c.order.MoveToFront(e)
		return byte(e.Value.(*C.block).data[0]), nil
	}
	b := C.block_read(C.uint(no))
	if b == nil {
		return 0, errRead
	}
	c.index[no] = c.order.PushFront(b)
	for c.order.Len() > c.max {
		c.evict(c.order.Back())
	}
	return byte(no), nil
}

func (c *Cache) evict(e *list.Element) {
	b := c.order.Remove(e).(*C.block)
	delete(c.index, uint32(b.no))
	C.block_free(b)
}

// Purge empties the cache.
func (c *Cache) Purge() {
	for e := c.order.Front(); e != nil; {
		next := e.Next()
		c.evict(e)
		e = next
	}
}
