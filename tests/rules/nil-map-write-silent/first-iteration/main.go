// The first round of the loop makes the map, and there is no other way in.
package main

import (
	"fmt"
	"os"
	"strings"
)

type column struct {
	name string
	max  int
}

func widths(rows [][]string) map[string]int {
	var header []string
	var w map[string]int
	for i, row := range rows {
		if i == 0 {
			header = row
			w = make(map[string]int, len(row))
			continue
		}
		for j, cell := range row {
			if j < len(header) {
				w[header[j]] = max(w[header[j]], len(cell))
			}
		}
	}
	return w
}

func columns(w map[string]int, keep func(string) bool) (out []column) {
	var skipped map[string]bool
	for name, n := range w {
		if keep(name) {
			out = append(out, column{name, n})
			continue
		}
		switch {
		case skipped == nil:
			skipped = map[string]bool{name: true}
		default:
			skipped[name] = true
		}
	}
	if len(skipped) > 1 {
		skipped[""] = false
	}
	return out
}

func main() {
	rows := [][]string{{"name", "size"}}
	for i, arg := range os.Args {
		rows = append(rows, []string{arg, fmt.Sprint(i * 10)})
	}
	fmt.Println(columns(widths(rows), func(s string) bool { return strings.HasPrefix(s, "n") }))
}
