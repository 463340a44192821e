// All glyphs are freed in a first loop, and the map is cleared before anyone can look.
package main

/*
#include <stdlib.h>

typedef struct {
	int width;
	unsigned char bits[32];
} glyph;

static glyph *glyph_rasterize(int rune, int size)
{
	glyph *g = calloc(1, sizeof(*g));

	if (!g)
		abort();
	g->width = size + rune % 3;
	return g;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type glyphKey struct {
	r    rune
	size int
}

type atlas struct {
	glyphs map[glyphKey]*C.glyph
	max    int
}

func (a *atlas) width(r rune, size int) int {
	k := glyphKey{r, size}
	g, ok := a.glyphs[k]
	if !ok {
		if len(a.glyphs) >= a.max {
			a.flush()
		}
		g = C.glyph_rasterize(C.int(r), C.int(size))
		a.glyphs[k] = g
	}
	return int(g.width)
}

func (a *atlas) flush() {
	for _, g := range a.glyphs {
		C.free(unsafe.Pointer(g))
	}
	clear(a.glyphs)
}

func main() {
	a := &atlas{glyphs: make(map[glyphKey]*C.glyph), max: 16}
	sum := 0
	for _, r := range "a text that has more letters than the atlas has room" {
		sum += a.width(r, 12)
	}
	fmt.Println(sum)
	a.flush()
}
