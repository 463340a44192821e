// Package cols has maps whose values are Go slices, structs and channels that have C pointers inside, not raw ones.
package cols

/*
#include <stdlib.h>

struct col {
	int n;
};

static struct col *col_new(int n)
{
	struct col *c = malloc(sizeof(*c));

	if (c)
		c->n = n;
	return c;
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

type column struct {
	name string
	c    *C.struct_col
}

// Table holds columns in several orders.
type Table struct {
	byName  map[string]column
	byWidth map[int]*column
	total   map[C.int]int
}

var errColumn = errors.New("cols: out of memory")

// New makes a table.
func New() *Table {
	return &Table{
		byName:  make(map[string]column),
		byWidth: make(map[int]*column),
		total:   make(map[C.int]int),
	}
}

// Add adds a column.
func (t *Table) Add(name string, n int) error {
	if _, dup := t.byName[name]; dup {
		return errColumn
	}
	c := C.col_new(C.int(n))
	if c == nil {
		return errColumn
	}
	t.byName[name] = column{name, c}
	t.total[c.n]++
	return nil
}

// Close frees all columns.
func (t *Table) Close() {
	clear(t.byWidth)
	for name, col := range t.byName {
		delete(t.byName, name)
		C.free(unsafe.Pointer(col.c))
	}
}
