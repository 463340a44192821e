// The function that time.AfterFunc calls locks the leases itself.
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
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.byName, name)
	})
	l.byName[name] = le
	return true
}

func (l *Leases) Release(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if le, ok := l.byName[name]; ok && le.timer.Stop() {
		delete(l.byName, name)
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
