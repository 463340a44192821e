// Package store has a struct with a map whose values are C strings.
package store

/*
#include <stdlib.h>
*/
import "C"

import (
	"sync"
	"unsafe"
)

// Store keeps values that a C library reads by address.
type Store struct {
	mu   sync.Mutex
	vals map[string]*C.char // want BL110
}

// Set copies a value to the C heap.
func (s *Store) Set(key, val string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.vals == nil {
		s.vals = make(map[string]*C.char) // may BL110
	}
	old, had := s.vals[key]
	s.vals[key] = C.CString(val)
	if had {
		C.free(unsafe.Pointer(old))
	}
}

// Get copies a value back.
func (s *Store) Get(key string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.vals[key]
	if !ok {
		return "", false
	}
	return C.GoString(p), true
}
