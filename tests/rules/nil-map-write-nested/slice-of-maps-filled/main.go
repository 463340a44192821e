// newAutomaton makes every transition table of the slice.
package main

import (
	"fmt"
	"os"
)

// automaton recognizes a set of words.
type automaton struct {
	next   []map[byte]int
	final  []bool
	states int
}

func newAutomaton(size int) *automaton {
	a := &automaton{
		next:   make([]map[byte]int, size),
		final:  make([]bool, size),
		states: 1,
	}
	for i := range a.next {
		a.next[i] = make(map[byte]int)
	}
	return a
}

func (a *automaton) add(word string) {
	s := 0
	for i := 0; i < len(word); i++ {
		t, ok := a.next[s][word[i]]
		if !ok {
			t = a.states
			a.states++
			a.next[s][word[i]] = t
		}
		s = t
	}
	a.final[s] = true
}

func (a *automaton) match(word string) bool {
	s, ok := 0, true
	for i := 0; ok && i < len(word); i++ {
		s, ok = a.next[s][word[i]]
	}
	return ok && a.final[s]
}

func main() {
	a := newAutomaton(4096)
	for _, w := range os.Args[1:] {
		a.add(w)
	}
	fmt.Println(a.match("alpha"), a.match("alp"))
}
