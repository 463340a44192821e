// The goroutine that waits for signals reloads the routes in place, while the workers look them up.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

type router struct {
	mu     sync.RWMutex
	routes map[string]int
}

func (r *router) load(gen int) {
	for i := range 8 {
		r.routes[fmt.Sprint("/", i)] = gen // or BL301
	}
}

func (r *router) watch(sig <-chan os.Signal) {
	gen := 1
	for range sig {
		gen++
		r.load(gen)
	}
}

func (r *router) find(path string) (int, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	gen, ok := r.routes[path] // or BL301
	return gen, ok
}

func main() {
	r := &router{routes: make(map[string]int)}
	r.load(1)
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, syscall.SIGHUP)
	go r.watch(sig)
	syscall.Kill(os.Getpid(), syscall.SIGHUP)
	for range 20 {
		if _, ok := r.find("/3"); !ok {
			fmt.Println("no route")
		}
		time.Sleep(time.Millisecond)
	}
}
