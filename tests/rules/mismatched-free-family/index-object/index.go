// Package index closes an index with C.free although the library has its own free function for it.
package index

/*
#include <stdlib.h>
#include "index.h"
*/
import "C"

import (
	"errors"
	"unsafe"
)

var (
	// ErrNoMemory says that the C heap is exhausted.
	ErrNoMemory = errors.New("index: out of memory")
	// ErrClosed says that the index was closed before.
	ErrClosed = errors.New("index: closed")
)

// Index is a word index in C memory.
type Index struct {
	p *C.struct_idx
}

// Open makes an empty index and adds the words to it.
func Open(words ...string) (*Index, error) {
	p := C.idx_new()
	if p == nil {
		return nil, ErrNoMemory
	}
	x := &Index{p: p}
	for _, w := range words {
		if err := x.Add(w); err != nil {
			C.idx_free(p)
			return nil, err
		}
	}
	return x, nil
}

// Add puts a word into the index.
func (x *Index) Add(word string) error {
	if x.p == nil {
		return ErrClosed
	}
	cs := C.CString(word)
	defer C.free(unsafe.Pointer(cs))
	if C.idx_add(x.p, cs) != 0 {
		return ErrNoMemory
	}
	return nil
}

// Close frees the index.
func (x *Index) Close() error {
	if x.p == nil {
		return ErrClosed
	}
	C.free(unsafe.Pointer(x.p)) // want BL104
	x.p = nil
	return nil
}
