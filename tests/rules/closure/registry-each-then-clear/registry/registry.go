package registry

import "unsafe"

type Registry struct {
	byID map[uint64]unsafe.Pointer
}

func New() *Registry {
	return &Registry{byID: make(map[uint64]unsafe.Pointer)}
}

func (r *Registry) Get(id uint64) (unsafe.Pointer, bool) {
	p, ok := r.byID[id]
	return p, ok
}

// Set adds p under an id that is free.
func (r *Registry) Set(id uint64, p unsafe.Pointer) { r.byID[id] = p }

// Each calls f for every entry.
func (r *Registry) Each(f func(id uint64, p unsafe.Pointer)) {
	for id, p := range r.byID {
		f(id, p)
	}
}

func (r *Registry) Clear() { clear(r.byID) }
