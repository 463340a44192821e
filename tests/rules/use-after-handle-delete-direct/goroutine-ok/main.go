// start waits until the worker has taken the value out of the handle, and deletes it then.
package main

import (
	"fmt"
	"os"
	"runtime/cgo"
	"sync"
)

type task struct {
	name  string
	lines int
}

type runner struct {
	wg      sync.WaitGroup
	mu      sync.Mutex
	results map[string]int
}

func (r *runner) start(name string) {
	h := cgo.NewHandle(&task{name: name, lines: len(name)})
	taken := make(chan struct{})
	r.wg.Add(1)
	go func() {
		defer r.wg.Done()
		t := h.Value().(*task)
		close(taken)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.results[t.name] += t.lines
	}()
	<-taken
	h.Delete()
}

func main() {
	r := &runner{results: make(map[string]int)}
	for _, name := range os.Args {
		r.start(name)
	}
	r.wg.Wait()
	fmt.Println(r.results)
}
