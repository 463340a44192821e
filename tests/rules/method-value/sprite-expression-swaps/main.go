// Hide overwrites the slot of the scene with nil right after the method expression destroyed the sprite.
package main

/*
#include <stdlib.h>

struct sprite { short x, y; unsigned flags; };
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type Sprite C.struct_sprite

func (s *Sprite) Destroy() { C.free(unsafe.Pointer(s)) }

func (s *Sprite) Move(dx, dy int) {
	s.x += C.short(dx)
	s.y += C.short(dy)
}

// What can be done to a sprite, as functions.
var (
	destroy = (*Sprite).Destroy
	move    = (*Sprite).Move
)

type Scene struct {
	layers [4]*Sprite
}

func (sc *Scene) Show(layer int) {
	if sc.layers[layer] == nil {
		sc.layers[layer] = (*Sprite)(C.calloc(1, C.sizeof_struct_sprite))
	}
}

func (sc *Scene) Scroll(dx int) {
	for _, s := range sc.layers {
		if s != nil {
			move(s, dx, 0)
		}
	}
}

func (sc *Scene) Hide(layer int) {
	s := sc.layers[layer]
	if s == nil {
		return
	}
	destroy(s)
	sc.layers[layer] = nil
}

func main() {
	sc := new(Scene)
	for layer := range sc.layers {
		sc.Show(layer)
		sc.Scroll(layer)
	}
	sc.Hide(2)
	fmt.Println(len(sc.layers))
}
