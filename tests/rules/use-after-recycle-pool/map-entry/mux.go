// Package mux puts a finished call back in the pool while the table of pending calls still has it.
package mux

import (
	"fmt"
	"sync"
	"time"
)

type call struct {
	seq   uint32
	start time.Time
	reply []byte
	err   error
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
	c.seq, c.start, c.reply, c.err = seq, time.Now(), c.reply[:0], nil
	m.pending[seq] = c
	return nil
}

// Finish ends a call and returns how long it took.
func (m *Mux) Finish(seq uint32, reply []byte) (time.Duration, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.pending[seq]
	if !ok {
		return 0, fmt.Errorf("mux: no call %d", seq)
	}
	c.reply = append(c.reply, reply...)
	calls.Put(c)
	took := time.Since(m.pending[seq].start) // want BL107
	delete(m.pending, seq)
	return took, nil
}
