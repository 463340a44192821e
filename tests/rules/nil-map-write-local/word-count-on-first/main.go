// Count makes the counters when it meets the first word.
package main

import (
	"fmt"
	"os"
	"sort"
	"strings"
)

// Document is a text with its title.
type Document struct {
	Title string
	Lines []string
}

func (d *Document) Count(min int) map[string]int {
	var counts map[string]int
	for _, line := range d.Lines {
		for _, w := range strings.Fields(line) {
			w = strings.ToLower(strings.Trim(w, ".,;:"))
			if len(w) < min {
				continue
			}
			if counts == nil {
				counts = make(map[string]int)
			}
			counts[w]++
		}
	}
	return counts
}

func top(counts map[string]int, n int) []string {
	words := make([]string, 0, len(counts))
	for w := range counts {
		words = append(words, w)
	}
	sort.Slice(words, func(i, j int) bool { return counts[words[i]] > counts[words[j]] })
	return words[:min(n, len(words))]
}

func main() {
	d := &Document{Title: "args", Lines: os.Args}
	fmt.Println(d.Title, top(d.Count(2), 3))
}
