// SPDX-License-Identifier: MIT

// Another package frees what a map of this one still holds.
//
// Package glyph makes glyphs and drops them; which map keeps one is not its
// business. forget drops the glyph and leaves the entry, so the next line of
// text is measured with a glyph that is gone.
package main

import (
	"fmt"

	"belay.example/06-freed-by-package/bug/glyph"
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
	glyph.Drop(glyphs[r])
}

func main() {
	fmt.Println("width", width("gopher"))
	forget('h')
	fmt.Println("width", width("hope"))
}
