// The goroutine that reports reads the map in a closure of withLock, too.
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
		s.tasks[id] = name
	})
	return id
}

func (s *state) finish(id int) {
	s.withLock(func(s *state) { delete(s.tasks, id) })
}

func (s *state) report(stop <-chan struct{}, out chan<- int) {
	most := 0
	for {
		select {
		case <-stop:
			out <- most
			return
		case <-time.After(time.Millisecond):
			s.withLock(func(s *state) {
				most = max(most, len(s.tasks))
			})
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
