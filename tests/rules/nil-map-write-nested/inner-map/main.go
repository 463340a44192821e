// The outer map of the grid is made, and its rows are never.
package main

import (
	"fmt"
	"os"
)

type grid struct {
	w, h  int
	cells map[int]map[int]rune
}

func newGrid(text []string) *grid {
	g := &grid{cells: make(map[int]map[int]rune)}
	for y, line := range text {
		for x, r := range line {
			if r == ' ' {
				continue
			}
			g.set(x, y, r)
		}
	}
	return g
}

func (g *grid) set(x, y int, r rune) {
	g.w, g.h = max(g.w, x+1), max(g.h, y+1)
	g.cells[y][x] = r // want BL201
}

func (g *grid) at(x, y int) rune {
	if r, ok := g.cells[y][x]; ok {
		return r
	}
	return '.'
}

func main() {
	g := newGrid(os.Args)
	for y := 0; y < g.h; y++ {
		for x := 0; x < g.w; x++ {
			fmt.Print(string(g.at(x, y)))
		}
		fmt.Println()
	}
}
