// Package native names the C type for other packages.
package native

/*
#include <stdlib.h>

typedef struct cursor {
	long row;
} cursor;

static cursor *cursor_open(long row)
{
	cursor *c = malloc(sizeof(*c));

	if (!c)
		abort();
	c->row = row;
	return c;
}
*/
import "C"

import "unsafe"

// Cursor is the C library's cursor.
type Cursor C.cursor

// Open opens a cursor.
func Open(row int) *Cursor { return (*Cursor)(C.cursor_open(C.long(row))) }

// Row is where the cursor stands.
func (c *Cursor) Row() int { return int(c.row) }

// Close frees the cursor.
func (c *Cursor) Close() { C.free(unsafe.Pointer(c)) }
