// The walk marks nodes in a set by their interface, and a block is a slice type.
package main

import (
	"fmt"
	"os"
	"strings"
)

type node interface{ children() []node }

type word struct{ text string }

func (w *word) children() []node { return nil }

type block []node

func (b block) children() []node { return b }

type walker struct {
	seen  map[node]bool
	words []string
}

func (w *walker) walk(n node) {
	if w.seen[n] { // want BL202
		return
	}
	w.seen[n] = true // may BL202
	if t, ok := n.(*word); ok {
		w.words = append(w.words, t.text)
	}
	for _, c := range n.children() {
		w.walk(c)
	}
}

func parse(args []string) node {
	var b block
	for _, a := range args {
		var inner block
		for _, f := range strings.Fields(a) {
			inner = append(inner, &word{f})
		}
		b = append(b, inner)
	}
	return b
}

func main() {
	w := &walker{seen: make(map[node]bool)}
	w.walk(parse(os.Args))
	fmt.Println(w.words)
}
