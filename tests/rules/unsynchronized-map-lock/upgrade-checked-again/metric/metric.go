// Package metric has counters with a label.
package metric

import (
	"sync"
	"sync/atomic"
)

// Vec is ready as its zero value.
type Vec struct {
	once sync.Once
	mu   sync.RWMutex
	vals map[string]*atomic.Int64
}

func (v *Vec) init() { v.vals = make(map[string]*atomic.Int64) }

func (v *Vec) Bump(label string) {
	v.once.Do(v.init)
	v.mu.RLock()
	c := v.vals[label]
	v.mu.RUnlock()
	if c == nil {
		v.mu.Lock()
		if c = v.vals[label]; c == nil {
			c = new(atomic.Int64)
			v.vals[label] = c
		}
		v.mu.Unlock()
	}
	c.Add(1)
}

func (v *Vec) Sum() (n int64) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	for _, c := range v.vals {
		n += c.Load()
	}
	return n
}
