// Snapshot copies the gauges into a new map before it gives the lock back.
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
	s.d.gauges[name] = v
	s.mu.Unlock()
}

func (s *Status) Snapshot() data {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := data{started: s.d.started, gauges: make(map[string]float64, len(s.d.gauges))}
	for name, v := range s.d.gauges {
		d.gauges[name] = v
	}
	return d
}

func (s *Status) print(every time.Duration, stop <-chan struct{}) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			d := s.Snapshot()
			for name, v := range d.gauges {
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
