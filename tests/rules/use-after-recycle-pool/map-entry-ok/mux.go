// Package mux takes a finished call out of the table, reads it, and only then gives it to the pool.
package mux

import (
	"fmt"
	"sync"
	"time"
)

type call struct {
	seq   uint32
	start time.Time
	done  chan struct{}
}

var calls = sync.Pool{New: func() any { return new(call) }}

// Mux matches replies with calls.
type Mux struct {
	mu      sync.Mutex
	pending map[uint32]*call
}

// New makes a Mux.
func New() *Mux { return &Mux{pending: make(map[uint32]*call)} }

// Begin registers a call.
func (m *Mux) Begin(seq uint32) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, dup := m.pending[seq]; dup {
		return fmt.Errorf("mux: call %d is pending", seq)
	}
	c := calls.Get().(*call)
	*c = call{seq: seq, start: time.Now(), done: make(chan struct{})}
	m.pending[seq] = c
	return nil
}

// Finish ends a call and returns how long it took.
func (m *Mux) Finish(seq uint32) (time.Duration, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.pending[seq]
	if !ok {
		return 0, fmt.Errorf("mux: no call %d", seq)
	}
	delete(m.pending, seq)
	took := time.Since(c.start)
	close(c.done)
	calls.Put(c)
	return took, nil
}
