// Enqueue holds the lock while it starts a goroutine, which does not hold it when it writes the result.
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
)

type queue struct {
	mu      sync.Mutex
	wg      sync.WaitGroup
	pending int
	results map[string]int
}

func (q *queue) Enqueue(names ...string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, name := range names {
		q.pending++
		q.wg.Add(1)
		go func() {
			defer q.wg.Done()
			n, err := strconv.Atoi(name)
			if err != nil {
				n = len(name)
			}
			q.results[name] = n // want BL301
		}()
	}
}

func (q *queue) Wait() map[string]int {
	q.wg.Wait()
	return q.results
}

func main() {
	q := &queue{results: make(map[string]int)}
	q.Enqueue(os.Args...)
	q.Enqueue("7", "11")
	fmt.Println(q.Wait())
}
