// Package reg has maps of uintptr, of handles and of Go structs that hold C pointers, none of them raw C pointers.
package reg

/*
#include <stdlib.h>

struct item {
	int id;
};
*/
import "C"

import (
	"runtime/cgo"
	"sync"
	"unsafe"
)

// Item wraps a C item.
type Item struct {
	p *C.struct_item
}

// Registry finds items in three ways.
type Registry struct {
	mu     sync.Mutex
	byID   map[C.int]*Item
	byAddr map[uintptr]*Item
	byName map[string]cgo.Handle
}

// New makes a registry.
func New() *Registry {
	return &Registry{
		byID:   map[C.int]*Item{},
		byAddr: map[uintptr]*Item{},
		byName: map[string]cgo.Handle{},
	}
}

// Add makes an item.
func (r *Registry) Add(id int, name string) *Item {
	r.mu.Lock()
	defer r.mu.Unlock()
	if it, ok := r.byID[C.int(id)]; ok {
		return it
	}
	p := (*C.struct_item)(C.calloc(1, C.size_t(unsafe.Sizeof(C.struct_item{}))))
	it := &Item{p: p}
	r.byID[C.int(id)] = it
	r.byAddr[uintptr(unsafe.Pointer(p))] = it
	if _, ok := r.byName[name]; !ok {
		r.byName[name] = cgo.NewHandle(it)
	}
	return it
}

// At finds the item at an address.
func (r *Registry) At(addr uintptr) *Item {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byAddr[addr]
}
