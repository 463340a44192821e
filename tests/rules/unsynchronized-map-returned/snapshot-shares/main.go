// Snapshot copies the struct under the lock, and the copy shares the map of gauges.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type data struct {
	started time.Time
	gauges  map[string]float64
}

// Status is changed by the workers and printed by a ticker.
type Status struct {
	mu sync.Mutex
	d  data
}

func (s *Status) Set(name string, v float64) {
	s.mu.Lock()
	s.d.gauges[name] = v // or BL301
	s.mu.Unlock()
}

func (s *Status) Snapshot() data {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.d
}

func (s *Status) print(every time.Duration, stop <-chan struct{}) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			d := s.Snapshot()
			for name, v := range d.gauges { // or BL301
				fmt.Println(time.Since(d.started), name, v)
			}
		case <-stop:
			return
		}
	}
}

func main() {
	s := &Status{d: data{time.Now(), make(map[string]float64)}}
	stop := make(chan struct{})
	go s.print(time.Millisecond, stop)
	for i := range 30 {
		s.Set(os.Args[i%len(os.Args)], float64(i))
		time.Sleep(time.Millisecond)
	}
	close(stop)
}
