// The walk marks nodes in a set by their interface, and all nodes are pointers.
package main

import (
	"fmt"
	"os"
	"strings"
)

type node interface{ children() []node }

type word struct{ text string }

func (w *word) children() []node { return nil }

type block struct{ list []node }

func (b *block) children() []node { return b.list }

type walker struct {
	seen  map[node]bool
	words []string
}

func (w *walker) walk(n node) {
	if w.seen[n] {
		return
	}
	w.seen[n] = true
	if t, ok := n.(*word); ok {
		w.words = append(w.words, t.text)
	}
	for _, c := range n.children() {
		w.walk(c)
	}
}

func parse(args []string) node {
	b := new(block)
	for _, a := range args {
		inner := new(block)
		for _, f := range strings.Fields(a) {
			inner.list = append(inner.list, &word{f})
		}
		b.list = append(b.list, inner)
	}
	return b
}

func main() {
	w := &walker{seen: make(map[node]bool)}
	w.walk(parse(os.Args))
	fmt.Println(w.words)
}
