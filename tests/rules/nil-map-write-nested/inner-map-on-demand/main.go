// set makes a row of the grid when there is none yet.
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
	row, ok := g.cells[y]
	if !ok {
		row = map[int]rune{}
		g.cells[y] = row
	}
	row[x] = r
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
