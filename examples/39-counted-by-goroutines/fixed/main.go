// Each file is read by a goroutine of its own, and a lock lets one at a time count.
package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
)

// words counts how often each word occurs.
type words struct {
	mu    sync.Mutex
	count map[string]int
}

func (w *words) add(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, word := range strings.Fields(text) {
		w.count[word]++
	}
}

func (w *words) read(files []string) {
	var wg sync.WaitGroup
	for _, file := range files {
		wg.Add(1)
		go func(file string) {
			defer wg.Done()
			text, err := os.ReadFile(file)
			if err == nil {
				w.add(string(text))
			}
		}(file)
	}
	wg.Wait()
}

func main() {
	w := &words{count: make(map[string]int)}
	w.read(os.Args[1:])
	fmt.Println(len(w.count), "words")
}
