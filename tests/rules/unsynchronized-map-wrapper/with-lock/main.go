// All changes go through withLock, and the goroutine that reports reads the map around it.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type state struct {
	mu    sync.Mutex
	tasks map[int]string
	next  int
}

func (s *state) withLock(f func(*state)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s)
}

func (s *state) submit(name string) (id int) {
	s.withLock(func(s *state) {
		s.next++
		id = s.next
		s.tasks[id] = name // or BL301
	})
	return id
}

func (s *state) finish(id int) {
	s.withLock(func(s *state) { delete(s.tasks, id) }) // or BL301
}

func (s *state) report(stop <-chan struct{}, out chan<- int) {
	most := 0
	for {
		select {
		case <-stop:
			out <- most
			return
		case <-time.After(time.Millisecond):
			if n := len(s.tasks); n > most { // or BL301
				most = n
			}
		}
	}
}

func main() {
	s := &state{tasks: make(map[int]string)}
	stop, out := make(chan struct{}), make(chan int)
	go s.report(stop, out)
	for i := range 50 {
		id := s.submit(os.Args[i%len(os.Args)])
		time.Sleep(time.Millisecond)
		if i%2 == 0 {
			s.finish(id)
		}
	}
	close(stop)
	fmt.Println(<-out)
}
