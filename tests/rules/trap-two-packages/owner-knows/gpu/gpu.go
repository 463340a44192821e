// Package gpu tells the owner's callback before it frees a texture.
package gpu

/*
#include <stdlib.h>

struct tex {
	unsigned id;
	int w, h;
};

static struct tex *tex_new(unsigned id, int w, int h)
{
	struct tex *t = malloc(sizeof(*t));

	if (!t)
		return NULL;
	t->id = id;
	t->w = w;
	t->h = h;
	return t;
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Texture is a texture in C memory.
type Texture struct {
	p    *C.struct_tex
	dead func(*Texture)
}

var errTexture = errors.New("gpu: out of memory")

// NewTexture makes a texture; dead is called before it is freed.
func NewTexture(id uint, w, h int, dead func(*Texture)) (*Texture, error) {
	p := C.tex_new(C.uint(id), C.int(w), C.int(h))
	if p == nil {
		return nil, errTexture
	}
	return &Texture{p: p, dead: dead}, nil
}

// Size is the number of pixels.
func (t *Texture) Size() int { return int(t.p.w * t.p.h) }

// Destroy frees the texture.
func (t *Texture) Destroy() {
	if t.p == nil {
		return
	}
	if t.dead != nil {
		t.dead(t)
	}
	p := t.p
	t.p = nil
	C.free(unsafe.Pointer(p))
}
