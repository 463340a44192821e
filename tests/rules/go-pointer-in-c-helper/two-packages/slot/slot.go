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
	t.all()[t.used] = p // or BL401
	t.used++
	return t.used - 1, true
}

func (t *Table) Get(i int) unsafe.Pointer { return t.all()[i] }

func (t *Table) Close() { C.free(t.mem) }
