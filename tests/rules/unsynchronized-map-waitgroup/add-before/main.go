// Add is called before each goroutine starts, so Wait returns after all of them have written.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"sync"
)

type index struct {
	mu    sync.Mutex
	words map[string][]int
}

func (x *index) line(n int, text string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, w := range strings.Fields(text) {
		x.words[w] = append(x.words[w], n)
	}
}

func track(wg *sync.WaitGroup) (done func()) {
	wg.Add(1)
	return wg.Done
}

func build(text string) *index {
	x := &index{words: make(map[string][]int)}
	var wg sync.WaitGroup
	sc := bufio.NewScanner(strings.NewReader(text))
	for n := 1; sc.Scan(); n++ {
		text := sc.Text()
		done := track(&wg)
		go func() {
			defer done()
			x.line(n, text)
		}()
	}
	wg.Wait()
	return x
}

func main() {
	x := build(strings.Repeat(strings.Join(os.Args, "\n"), 20))
	for w, lines := range x.words {
		fmt.Println(w, len(lines))
	}
}
