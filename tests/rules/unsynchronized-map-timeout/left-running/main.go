// gather gives up after a while and returns the answers, to which the slow sources still write.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type source struct {
	name  string
	delay time.Duration
}

func (s source) ask(q string) string {
	time.Sleep(s.delay)
	return q + "@" + s.name
}

func gather(q string, sources []source, wait time.Duration) map[string]string {
	answers := make(map[string]string)
	var mu sync.Mutex
	var wg sync.WaitGroup
	done := make(chan struct{})
	for _, s := range sources {
		wg.Add(1)
		go func() {
			defer wg.Done()
			a := s.ask(q)
			mu.Lock()
			defer mu.Unlock()
			answers[s.name] = a // or BL301
		}()
	}
	go func() {
		wg.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(wait):
	}
	return answers
}

func main() {
	sources := []source{{"near", time.Millisecond}, {"far", 30 * time.Millisecond}}
	for i := range 3 {
		answers := gather(os.Args[0], sources, 10*time.Millisecond)
		for range 40 {
			for name, a := range answers { // or BL301
				fmt.Println(i, name, a)
			}
			time.Sleep(time.Millisecond)
		}
	}
}
