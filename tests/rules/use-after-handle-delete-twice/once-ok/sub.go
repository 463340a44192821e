// Package sub deletes a subscription's handle in a sync.Once, whether Cancel or the error comes first.
package sub

import (
	"errors"
	"runtime/cgo"
	"sync"
)

// ErrCancelled says that the subscription has ended.
var ErrCancelled = errors.New("sub: cancelled")

// Sub is a subscription that C code knows by number.
type Sub struct {
	once sync.Once
	mu   sync.Mutex
	h    cgo.Handle
	done bool
	got  map[string]int
}

// New makes a subscription.
func New() *Sub {
	s := &Sub{got: make(map[string]int)}
	s.h = cgo.NewHandle(s)
	return s
}

// ID is the number to give to C.
func (s *Sub) ID() (uintptr, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return 0, ErrCancelled
	}
	return uintptr(s.h), nil
}

// Deliver counts a message; an empty topic ends the subscription.
func (s *Sub) Deliver(topic string) error {
	if topic == "" {
		s.Cancel()
		return ErrCancelled
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return ErrCancelled
	}
	s.got[topic]++
	return nil
}

// Cancel ends the subscription; later calls do nothing.
func (s *Sub) Cancel() {
	s.once.Do(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.done = true
		s.h.Delete()
	})
}
