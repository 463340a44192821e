// Package slab recycles numbers of slots, and a slot's C block stays where it is until the slab is closed.
package slab

/*
#include <stdlib.h>

struct cell {
	long value;
	int used;
};

static struct cell *cells_new(size_t n)
{
	return calloc(n, sizeof(struct cell));
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Slab is a fixed number of cells.
type Slab struct {
	cells *C.struct_cell
	n     int
	free  []int
	names map[string]int
}

var (
	errSlab = errors.New("slab: out of memory")
	errFull = errors.New("slab: full")
)

// New makes a slab of n cells.
func New(n int) (*Slab, error) {
	cells := C.cells_new(C.size_t(n))
	if cells == nil {
		return nil, errSlab
	}
	s := &Slab{cells: cells, n: n, names: make(map[string]int)}
	for i := n - 1; i >= 0; i-- {
		s.free = append(s.free, i)
	}
	return s, nil
}

func (s *Slab) at(i int) *C.struct_cell { return &unsafe.Slice(s.cells, s.n)[i] }

// Set stores a value under a name.
func (s *Slab) Set(name string, v int) error {
	i, ok := s.names[name]
	if !ok {
		if len(s.free) == 0 {
			return errFull
		}
		i = s.free[len(s.free)-1]
		s.free = s.free[:len(s.free)-1]
		s.names[name] = i
	}
	c := s.at(i)
	c.value, c.used = C.long(v), 1
	return nil
}

// Unset gives the cell back and returns its last value.
func (s *Slab) Unset(name string) (int, bool) {
	i, ok := s.names[name]
	if !ok {
		return 0, false
	}
	delete(s.names, name)
	s.free = append(s.free, i)
	c := s.at(i)
	c.used = 0
	return int(c.value), true
}

// Close frees all cells.
func (s *Slab) Close() {
	clear(s.names)
	s.free = nil
	C.free(unsafe.Pointer(s.cells))
	s.cells, s.n = nil, 0
}
