// The lock is taken and given back by helpers of the type, and one of them returns the unlock to defer.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type limiter struct {
	mu      sync.Mutex
	buckets map[string]int
	stop    chan struct{}
	done    chan struct{}
}

func (l *limiter) lock()           { l.mu.Lock() }
func (l *limiter) unlock()         { l.mu.Unlock() }
func (l *limiter) acquire() func() { l.lock(); return l.unlock }

func (l *limiter) allow(client string) bool {
	defer l.acquire()()
	if l.buckets[client] >= 3 {
		return false
	}
	l.buckets[client]++
	return true
}

func (l *limiter) drain() {
	defer close(l.done)
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			l.lock()
			for c, n := range l.buckets {
				if n > 1 {
					l.buckets[c] = n - 1
				} else {
					delete(l.buckets, c)
				}
			}
			l.unlock()
		case <-l.stop:
			return
		}
	}
}

func main() {
	l := &limiter{buckets: map[string]int{}, stop: make(chan struct{}), done: make(chan struct{})}
	go l.drain()
	for i := range 40 {
		l.allow(os.Args[i%len(os.Args)])
		time.Sleep(200 * time.Microsecond)
	}
	close(l.stop)
	<-l.done
	fmt.Println(len(l.buckets))
}
