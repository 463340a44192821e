// Package query returns an iterator closure that uses the owner itself in each call, which keeps it alive.
package query

/*
#include <stdlib.h>

typedef struct cursor {
	int at, end;
} cursor;

static cursor *cursor_open(int end)
{
	cursor *c = calloc(1, sizeof(*c));

	if (c)
		c->end = end;
	return c;
}

static int cursor_next(cursor *c)
{
	return c->at < c->end ? c->at++ : -1;
}

static void cursor_close(cursor *c)
{
	free(c);
}
*/
import "C"

import (
	"errors"
	"runtime"
)

type owner struct{ c *C.cursor }

var errOpen = errors.New("query: cannot open")

func (o *owner) close() {
	if o.c != nil {
		C.cursor_close(o.c)
		o.c = nil
	}
}

// Rows opens a query; next returns false at its end.
func Rows(n int) (next func() (int, bool), err error) {
	c := C.cursor_open(C.int(n))
	if c == nil {
		return nil, errOpen
	}
	o := &owner{c: c}
	runtime.SetFinalizer(o, (*owner).close)
	return func() (int, bool) {
		if o.c == nil {
			return 0, false
		}
		row := int(C.cursor_next(o.c))
		if row < 0 {
			o.close()
			return 0, false
		}
		runtime.KeepAlive(o)
		return row, true
	}, nil
}

// Histogram counts rows by their last digit.
func Histogram(n int) (map[int]int, error) {
	next, err := Rows(n)
	if err != nil {
		return nil, err
	}
	counts := make(map[int]int)
	for row, ok := next(); ok; row, ok = next() {
		counts[row%10]++
	}
	return counts, nil
}
