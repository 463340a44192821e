// Drop hands the tile to freeTile and forgets the entry, so the tile store still holds the freed tile.
package main

/*
#include <stdint.h>
#include <stdlib.h>

typedef struct tile {
	int32_t zoom, x, y;
	uint8_t *data;
} tile;
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type coord struct{ zoom, x, y int }

var tiles = make(map[coord]*C.tile)

func newTile(at coord) *C.tile {
	t := (*C.tile)(C.malloc(C.sizeof_tile))
	t.zoom, t.x, t.y = C.int32_t(at.zoom), C.int32_t(at.x), C.int32_t(at.y)
	t.data = (*C.uint8_t)(C.calloc(256, 1))
	return t
}

// freeTile gives back a tile and what it owns.
func freeTile(t *C.tile) {
	if t == nil {
		return
	}
	C.free(unsafe.Pointer(t.data))
	C.free(unsafe.Pointer(t))
}

func Fetch(at coord) *C.tile {
	if t, ok := tiles[at]; ok {
		return t
	}
	t := newTile(at)
	tiles[at] = t
	return t
}

func Drop(at coord) bool {
	t, ok := tiles[at]
	if !ok {
		return false
	}
	freeTile(t) // want BL102 "tiles"
	return true
}

func main() {
	var where coord
	for where.zoom = 0; where.zoom < 3; where.zoom++ {
		where.x = where.zoom * 2
		fmt.Println(Fetch(where).zoom)
	}
	where.zoom, where.x = 1, 2
	fmt.Println(Drop(where), len(tiles))
}
