// A value is freed and its entry deleted in the next statement, in a program of one goroutine.
package main

/*
#include <stdlib.h>

struct stmt {
	int id, rows;
};

static int stmt_prepare(int id, struct stmt **out)
{
	if (id < 0)
		return 1;
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return 7;
	(*out)->id = id;
	(*out)->rows = id % 5;
	return 0;
}

static int stmt_finalize(struct stmt *s)
{
	int rows = s->rows;

	free(s);
	return rows > 3 ? 1 : 0;
}
*/
import "C"

import "fmt"

type stmtError int

func (e stmtError) Error() string { return fmt.Sprintf("statement: code %d", int(e)) }

type conn struct {
	stmts map[int]*C.struct_stmt
}

func (c *conn) prepare(id int) error {
	if c.stmts[id] != nil {
		return nil
	}
	var s *C.struct_stmt
	if rc := C.stmt_prepare(C.int(id), &s); rc != 0 {
		return stmtError(rc)
	}
	c.stmts[id] = s
	return nil
}

// finalize reports the error of the last step, as sqlite3_finalize does.
func (c *conn) finalize(id int) error {
	s := c.stmts[id]
	if s == nil {
		return nil
	}
	rc := C.stmt_finalize(s)
	delete(c.stmts, id)
	if rc != 0 {
		return stmtError(rc)
	}
	return nil
}

func main() {
	c := &conn{stmts: make(map[int]*C.struct_stmt)}
	for id := -1; id < 6; id++ {
		if err := c.prepare(id); err != nil {
			fmt.Println("prepare", err)
		}
	}
	for id := 5; id >= -1; id-- {
		if err := c.finalize(id); err != nil {
			fmt.Println("finalize", err)
		}
	}
}
