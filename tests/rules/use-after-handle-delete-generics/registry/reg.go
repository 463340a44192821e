// Package reg is a generic registry whose Remove deletes the handle and leaves its entry.
package reg

import (
	"errors"
	"runtime/cgo"
	"sync"
)

// Registry gives C numbers for values of one type.
type Registry[K comparable, V any] struct {
	mu      sync.RWMutex
	handles map[K]cgo.Handle
	removed int
}

// ErrKey says that there is no entry.
var ErrKey = errors.New("reg: no such key")

// Put registers a value, or returns the handle that is there.
func (r *Registry[K, V]) Put(k K, v V) cgo.Handle {
	r.mu.Lock()
	defer r.mu.Unlock()
	if h, ok := r.handles[k]; ok {
		return h
	}
	if r.handles == nil {
		r.handles = make(map[K]cgo.Handle)
	}
	h := cgo.NewHandle(v)
	r.handles[k] = h
	return h
}

// Get returns a value.
func (r *Registry[K, V]) Get(k K) (v V, err error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	h, ok := r.handles[k]
	if !ok {
		return v, ErrKey
	}
	return h.Value().(V), nil // may BL112
}

// Remove ends a registration.
func (r *Registry[K, V]) Remove(k K) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	h, ok := r.handles[k]
	if !ok {
		return ErrKey
	}
	r.removed++
	h.Delete() // want BL112
	return nil
}

// Strings is the registry of names.
var Strings Registry[int, string]

// Name registers a name.
func Name(id int, name string) uintptr { return uintptr(Strings.Put(id, name)) }

// Forget removes a name.
func Forget(id int) error { return Strings.Remove(id) }
