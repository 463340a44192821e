// The function that time.AfterFunc calls takes the lease out of the map without the lock.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type lease struct {
	holder string
	timer  *time.Timer
}

// Leases end by themselves.
type Leases struct {
	mu     sync.Mutex
	byName map[string]*lease
}

func (l *Leases) Grant(name, holder string, d time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, taken := l.byName[name]; taken {
		return false
	}
	le := &lease{holder: holder}
	le.timer = time.AfterFunc(d, func() {
		delete(l.byName, name) // or BL301
	})
	l.byName[name] = le // or BL301
	return true
}

func (l *Leases) Release(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if le, ok := l.byName[name]; ok && le.timer.Stop() {
		delete(l.byName, name) // may BL301
	}
}

func main() {
	l := &Leases{byName: make(map[string]*lease)}
	for i := range 100 {
		name := fmt.Sprint(os.Args[0], i)
		l.Grant(name, "main", time.Millisecond)
		if i%3 == 0 {
			l.Release(name)
		}
		time.Sleep(100 * time.Microsecond)
	}
}
