// Package conn lists the raw statements of a connection, although each wrapper's finalizer frees its own.
package conn

/*
#include <stdlib.h>

typedef struct stmt {
	int id;
	int steps;
} stmt;

static int stmt_prepare(int id, stmt **out)
{
	stmt *s = calloc(1, sizeof(*s));

	if (!s)
		return 7;
	s->id = id;
	*out = s;
	return 0;
}

static void stmt_reset(stmt *s)
{
	s->steps = 0;
}

static void stmt_finalize(stmt *s)
{
	free(s);
}
*/
import "C"

import (
	"fmt"
	"runtime"
)

// Conn is a connection with its open statements.
type Conn struct {
	nextID int
	open   []*C.stmt
}

// Stmt is a prepared statement.
type Stmt struct {
	p *C.stmt
	c *Conn
}

// Prepare makes a statement.
func (c *Conn) Prepare() (*Stmt, error) {
	var p *C.stmt
	c.nextID++
	if rc := C.stmt_prepare(C.int(c.nextID), &p); rc != 0 {
		return nil, fmt.Errorf("conn: prepare: code %d", int(rc))
	}
	s := &Stmt{p: p, c: c}
	runtime.SetFinalizer(s, (*Stmt).finalize)
	c.open = append(c.open, p) // want BL106
	return s, nil
}

func (s *Stmt) finalize() {
	if s.p != nil {
		C.stmt_finalize(s.p)
		s.p = nil
	}
}

// ResetAll rewinds every statement of the connection.
func (c *Conn) ResetAll() int {
	for _, p := range c.open {
		C.stmt_reset(p)
	}
	return len(c.open)
}
