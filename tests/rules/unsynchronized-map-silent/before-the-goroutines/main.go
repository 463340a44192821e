// The dictionary is filled before the goroutines start, which only read it.
package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
)

type speller struct {
	words map[string]int
	n     int
}

func newSpeller(text string) *speller {
	s := &speller{words: make(map[string]int)}
	for _, w := range strings.Fields(text) {
		s.words[strings.ToLower(w)] = s.n
		s.n++
	}
	return s
}

func (s *speller) unknown(text string) (out []string) {
	for _, w := range strings.Fields(text) {
		if _, ok := s.words[strings.ToLower(w)]; !ok {
			out = append(out, w)
		}
	}
	return out
}

func main() {
	s := newSpeller("the quick brown fox")
	s.words["alpha"] = -1
	results := make(chan []string)
	var wg sync.WaitGroup
	for _, arg := range os.Args {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- s.unknown(arg)
		}()
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	for r := range results {
		fmt.Println(r)
	}
	delete(s.words, "alpha")
}
