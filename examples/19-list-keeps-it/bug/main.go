// SPDX-License-Identifier: MIT

// The value of a list element is freed, and the element stays in the list.
//
// drop looks at the front of the queue and frees what it finds. The list
// holds any, so not even its type says that there is C memory inside.
package main

/*
#include <stdlib.h>

struct tile {
	int x, y;
};

static struct tile *tile_new(int x, int y)
{
	struct tile *t = malloc(sizeof(*t));

	if (!t)
		abort();
	t->x = x;
	t->y = y;
	return t;
}
*/
import "C"

import (
	"container/list"
	"fmt"
	"unsafe"
)

type screen struct {
	dirty list.List // of *C.struct_tile
}

func (s *screen) touch(x, y int) {
	s.dirty.PushBack(C.tile_new(C.int(x), C.int(y)))
}

// drop forgets the tile that has waited longest.
func (s *screen) drop() {
	t := s.dirty.Front().Value.(*C.struct_tile)
	C.free(unsafe.Pointer(t))
}

func (s *screen) draw() {
	for e := s.dirty.Front(); e != nil; e = e.Next() {
		t := e.Value.(*C.struct_tile)
		fmt.Printf("draw %d,%d\n", t.x, t.y)
	}
}

func main() {
	s := &screen{}
	s.touch(1, 2)
	s.touch(3, 4)
	s.drop()
	s.draw()
}
