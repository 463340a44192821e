// Package symtab finds symbols by their C name, so that the linker script
// interpreter can compare them without a copy.
package symtab

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import "unsafe"

type name *C.char

type Table struct {
	values map[name]int
	gen    int
}

func New() *Table { return &Table{values: make(map[name]int)} }

func (t *Table) find(s *C.char) (name, bool) {
	for n := range t.values {
		if C.strcmp(n, s) == 0 {
			return n, true
		}
	}
	return nil, false
}

func (t *Table) Define(s string, v int) {
	cs := C.CString(s)
	if n, ok := t.find(cs); ok {
		t.values[n] = v
		C.free(unsafe.Pointer(cs))
		return
	}
	t.values[cs] = v
}

func (t *Table) Value(s string) int {
	cs := C.CString(s)
	defer C.free(unsafe.Pointer(cs))
	if n, ok := t.find(cs); ok {
		return t.values[n]
	}
	return -1
}

func (t *Table) Len() int { return len(t.values) }

// Rehash forgets all symbols.
func (t *Table) Rehash() {
	for n := range t.values {
		C.free(unsafe.Pointer((*C.char)(n))) // want BL102
	}
	t.gen++
}
