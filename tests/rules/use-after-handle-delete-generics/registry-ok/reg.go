// Package reg is a generic registry whose Remove takes the entry out and then deletes the handle.
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
}

// ErrKey says that there is no entry.
var ErrKey = errors.New("reg: no such key")

// Put registers a value in place of the one that was there.
func (r *Registry[K, V]) Put(k K, v V) cgo.Handle {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.handles == nil {
		r.handles = make(map[K]cgo.Handle)
	}
	if old, ok := r.handles[k]; ok {
		old.Delete()
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
	return h.Value().(V), nil
}

// Remove ends a registration and returns the value.
func (r *Registry[K, V]) Remove(k K) (v V, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h, ok := r.handles[k]
	if !ok {
		return v, ErrKey
	}
	delete(r.handles, k)
	v = h.Value().(V)
	h.Delete()
	return v, nil
}

// Strings is the registry of names.
var Strings Registry[int, string]

// Name registers a name.
func Name(id int, name string) uintptr { return uintptr(Strings.Put(id, name)) }

// Forget removes a name.
func Forget(id int) (string, error) { return Strings.Remove(id) }
