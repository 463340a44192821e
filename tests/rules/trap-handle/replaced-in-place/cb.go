// Package cb deletes the old handle of a callback and stores a new one in the same field and map entry.
package cb

import (
	"fmt"
	"runtime/cgo"
	"sync"
)

// Func is called with the code of an event.
type Func func(code int)

// Callbacks holds one callback for each event.
type Callbacks struct {
	mu      sync.Mutex
	byEvent map[int]cgo.Handle
	any     cgo.Handle
}

// Set replaces the callback of an event.
func (c *Callbacks) Set(event int, f Func) uintptr {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byEvent == nil {
		c.byEvent = make(map[int]cgo.Handle)
	}
	if old, ok := c.byEvent[event]; ok {
		old.Delete()
	}
	h := cgo.NewHandle(f)
	c.byEvent[event] = h
	return uintptr(h)
}

// SetAny replaces the callback for all events, or removes it.
func (c *Callbacks) SetAny(f Func) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.any != 0 {
		c.any.Delete()
		c.any = 0
	}
	if f != nil {
		c.any = cgo.NewHandle(f)
	}
}

// Fire calls the callbacks of an event.
func (c *Callbacks) Fire(event, code int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	called := false
	if c.any != 0 {
		c.any.Value().(Func)(code)
		called = true
	}
	if h, ok := c.byEvent[event]; ok {
		h.Value().(Func)(code)
		called = true
	}
	if !called {
		return fmt.Errorf("cb: nobody waits for event %d", event)
	}
	return nil
}
