// Each goroutine makes a scanner of its own, and only the results of their maps are put together.
package main

import (
	"fmt"
	"os"
	"sync"
)

type scanner struct {
	freq map[rune]int
	pos  int
}

func newScanner() *scanner { return &scanner{freq: make(map[rune]int)} }

func (s *scanner) scan(text string) *scanner {
	for _, r := range text {
		s.freq[r]++
		s.pos++
	}
	return s
}

func parallel(texts []string) map[rune]int {
	parts := make(chan *scanner, len(texts))
	var wg sync.WaitGroup
	for _, t := range texts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			parts <- newScanner().scan(t)
		}()
	}
	wg.Wait()
	close(parts)
	sum := newScanner()
	for p := range parts {
		for r, n := range p.freq {
			sum.freq[r] += n
		}
		sum.pos += p.pos
	}
	return sum.freq
}

func main() {
	fmt.Println(len(parallel(os.Args)))
}
