// Package reg lists each handle by name and by number, and Close deletes both lists' handles.
package reg

import (
	"fmt"
	"runtime/cgo"
	"sync"
)

// Registry finds objects for C callbacks.
type Registry struct {
	mu     sync.Mutex
	byName map[string]cgo.Handle
	byNum  map[int]cgo.Handle
}

// New makes a registry.
func New() *Registry {
	return &Registry{byName: make(map[string]cgo.Handle), byNum: make(map[int]cgo.Handle)}
}

// Add registers an object under a name and a number.
func (r *Registry) Add(name string, num int, obj any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, dup := r.byName[name]; dup {
		return fmt.Errorf("reg: name %q is taken", name)
	}
	if _, dup := r.byNum[num]; dup {
		return fmt.Errorf("reg: number %d is taken", num)
	}
	h := cgo.NewHandle(obj)
	r.byName[name] = h
	r.byNum[num] = h
	return nil
}

// Close deletes all handles.
func (r *Registry) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, h := range r.byName {
		h.Delete() // may BL112
		delete(r.byName, name)
	}
	for num, h := range r.byNum {
		h.Delete() // want BL112
		delete(r.byNum, num)
	}
}
