// Package store keeps values that are taken out by their users.
package store

/*
#include <stdlib.h>
*/
import "C"

import (
	"sync"
	"unsafe"
)

// Store holds blobs in C memory.
type Store struct {
	mu    sync.Mutex
	blobs map[string]unsafe.Pointer
}

// New makes an empty store.
func New() *Store { return &Store{blobs: make(map[string]unsafe.Pointer)} }

// Put copies the bytes; the old blob of that name is handed back, or nil.
func (s *Store) Put(name string, b []byte) (old unsafe.Pointer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old = s.blobs[name]
	s.blobs[name] = C.CBytes(b)
	return old
}

// Take removes a blob and hands it to the caller, who must free it.
func (s *Store) Take(name string) unsafe.Pointer {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.blobs[name]
	delete(s.blobs, name)
	return p
}
