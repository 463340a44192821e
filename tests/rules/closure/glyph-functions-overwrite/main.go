// The closure evict frees a glyph of the captured map and stores an empty glyph in its place.
package main

/*
#include <stdlib.h>

typedef struct { int advance; unsigned char bits[60]; } glyph_t;
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// glyphCache answers the two functions that share one cache.
func glyphCache(limit int) (lookup func(r rune) int, evict func(r rune)) {
	cache := make(map[rune]*C.glyph_t)

	rasterize := func(r rune) *C.glyph_t {
		g := (*C.glyph_t)(C.calloc(1, C.sizeof_glyph_t))
		g.advance = C.int(r%7) + 5
		return g
	}
	lookup = func(r rune) int {
		g, ok := cache[r]
		if !ok || g == nil {
			if len(cache) >= limit {
				return 5
			}
			g = rasterize(r)
			cache[r] = g
		}
		return int(g.advance)
	}
	evict = func(r rune) {
		if g := cache[r]; g != nil {
			C.free(unsafe.Pointer(g))
			cache[r] = nil
		}
	}
	return lookup, evict
}

func main() {
	lookup, evict := glyphCache(128)
	width := 0
	for _, line := range []string{"the quick", "brown fox"} {
		for _, r := range line {
			width += lookup(r)
		}
		for _, r := range line {
			evict(r)
		}
	}
	fmt.Println(width)
}
