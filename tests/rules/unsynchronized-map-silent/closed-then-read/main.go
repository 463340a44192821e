// Close stops the goroutine that owns the map and waits for it, and returns the map then.
package main

import (
	"fmt"
	"os"
	"time"
)

type sampler struct {
	in, quit chan string
	done     chan struct{}
	seen     map[string]int
}

func start() *sampler {
	s := &sampler{
		in:   make(chan string, 4),
		quit: make(chan string),
		done: make(chan struct{}),
		seen: make(map[string]int),
	}
	go s.run()
	return s
}

func (s *sampler) run() {
	defer close(s.done)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case name := <-s.in:
			s.seen[name]++
		case <-tick.C:
			for name, n := range s.seen {
				if n > 9 {
					s.seen[name] = 9
				}
			}
		case last := <-s.quit:
			s.seen[last]++
			return
		}
	}
}

func (s *sampler) Close(last string) map[string]int {
	s.quit <- last
	<-s.done
	delete(s.seen, "")
	return s.seen
}

func main() {
	s := start()
	for _, arg := range os.Args {
		s.in <- arg
	}
	fmt.Println(len(s.Close("end")) > 0)
}
