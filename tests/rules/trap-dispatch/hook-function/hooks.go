// Package hooks calls a function-typed field that could free in another set, but here is always the counting one.
package hooks

/*
#include <stdlib.h>

struct row {
	long id;
	int deleted;
};

static struct row *row_new(long id)
{
	struct row *r = calloc(1, sizeof(*r));

	if (r)
		r->id = id;
	return r;
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

type hook func(r *C.struct_row)

func freeRow(r *C.struct_row) { C.free(unsafe.Pointer(r)) }

func markRow(r *C.struct_row) { r.deleted = 1 }

// Table is a table of rows; Remove only marks them.
type Table struct {
	rows     map[int]*C.struct_row
	onRemove hook
	onPurge  hook
}

var errRow = errors.New("hooks: no such row")

// New makes a table.
func New() *Table {
	return &Table{rows: make(map[int]*C.struct_row), onRemove: markRow, onPurge: freeRow}
}

// Insert adds a row.
func (t *Table) Insert(id int) error {
	if _, dup := t.rows[id]; dup {
		return errRow
	}
	r := C.row_new(C.long(id))
	if r == nil {
		return errRow
	}
	t.rows[id] = r
	return nil
}

// Remove marks a row; it stays readable until Purge.
func (t *Table) Remove(id int) error {
	r, ok := t.rows[id]
	if !ok || r.deleted != 0 {
		return errRow
	}
	t.onRemove(r)
	return nil
}

// Purge drops the marked rows.
func (t *Table) Purge() (n int) {
	for id, r := range t.rows {
		if r.deleted != 0 {
			delete(t.rows, id)
			t.onPurge(r)
			n++
		}
	}
	return n
}
