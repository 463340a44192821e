// Package guard reads the flags byte of a map's header by arithmetic, to see whether someone writes.
package guard

import (
	"errors"
	"sync"
	"unsafe"
)

// ErrBusy says that a writer is in the map.
var ErrBusy = errors.New("guard: map is being written")

const flagsOffset = unsafe.Sizeof(int(0))

// Table is a map that readers use without a lock.
type Table struct {
	mu sync.Mutex
	m  map[string]string
}

// Set writes an entry.
func (t *Table) Set(k, v string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.m == nil {
		t.m = make(map[string]string)
	}
	t.m[k] = v
}

// Busy says whether a write was seen in the map's header.
func (t *Table) Busy() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.m == nil {
		return nil
	}
	if *(*uint8)(unsafe.Pointer(*(*uintptr)(unsafe.Pointer(&t.m)) + flagsOffset))&4 != 0 { // want BL111
		return ErrBusy
	}
	return nil
}
