// Package slot is a table of addresses that C code shares.
package slot

// #include <stdlib.h>
import "C"

import "unsafe"

type Table struct {
	mem  unsafe.Pointer
	n    int
	used int
}

func NewTable(n int) *Table {
	return &Table{mem: C.calloc(C.size_t(n), 8), n: n}
}

func (t *Table) all() []unsafe.Pointer {
	return unsafe.Slice((*unsafe.Pointer)(t.mem), t.n)
}

// Put stores p. It must be the address of C memory.
func (t *Table) Put(p unsafe.Pointer) (int, bool) {
	if t.used == t.n {
		return 0, false
	}
	t.all()[t.used] = p
	t.used++
	return t.used - 1, true
}

func (t *Table) Get(i int) unsafe.Pointer { return t.all()[i] }

// Close frees the table and what is in it.
func (t *Table) Close() {
	for _, p := range t.all()[:t.used] {
		C.free(p)
	}
	C.free(t.mem)
}
