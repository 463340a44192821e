// SPDX-License-Identifier: MIT

// The entry leaves the map before package glyph may drop its value.
package main

import (
	"fmt"

	"belay.example/06-freed-by-package/fixed/glyph"
)

// glyphs has a glyph for each letter that was drawn.
var glyphs = map[rune]*glyph.Glyph{}

func width(text string) int {
	sum := 0
	for _, r := range text {
		g, ok := glyphs[r]
		if !ok {
			g = glyph.Make(r)
			glyphs[r] = g
		}
		sum += glyph.Width(g)
	}
	return sum
}

func forget(r rune) {
	g := glyphs[r]
	delete(glyphs, r)
	glyph.Drop(g)
}

func main() {
	fmt.Println("width", width("gopher"))
	forget('h')
	fmt.Println("width", width("hope"))
}
