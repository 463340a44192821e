// SPDX-License-Identifier: MIT

// Package glyph draws letters in memory of C.
package glyph

/*
#include <stdlib.h>

struct glyph {
	int letter;
	int width;
	unsigned char pixels[64];
};

static struct glyph *glyph_make(int letter)
{
	struct glyph *g = calloc(1, sizeof(*g));

	if (!g)
		abort();
	g->letter = letter;
	g->width = 5 + letter % 3;
	return g;
}
*/
import "C"

import "unsafe"

// Glyph is a letter that was drawn.
type Glyph C.struct_glyph

// Make draws a letter. It must be dropped.
func Make(r rune) *Glyph {
	return (*Glyph)(C.glyph_make(C.int(r)))
}

// Width is the number of columns.
func Width(g *Glyph) int {
	return int(g.width)
}

// Drop frees g.
func Drop(g *Glyph) {
	C.free(unsafe.Pointer(g))
}
