// Connections to a store: the finalizer is on a variable of Open, callers have copies.
package store

/*
#include <stdlib.h>
typedef struct { void *impl; } store_conn;
static int store_open(store_conn *c, const char *where) {
	c->impl = malloc(64);
	return c->impl && where[0] ? 0 : -1;
}
static void store_close(store_conn *c) { free(c->impl); c->impl = 0; }
static int store_ping(store_conn *c) { return c->impl != 0; }
*/
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

// Conn is one connection.
type Conn struct {
	c      C.store_conn
	closed bool
}

// Close ends it; later calls do nothing.
func (c *Conn) Close() {
	if c.closed {
		return
	}
	C.store_close(&c.c)
	c.closed = true
}

// Ping asks whether it lives.
func (c *Conn) Ping() bool {
	ok := C.store_ping(&c.c) != 0
	runtime.KeepAlive(c)
	return ok
}

// Open connects to a store.
func Open(where string) (Conn, error) {
	conn := Conn{}
	runtime.SetFinalizer(&conn, func(c *Conn) { c.Close() }) // want BL106
	name := C.CString(where)
	defer C.free(unsafe.Pointer(name))
	if rc := C.store_open(&conn.c, name); rc != 0 {
		return conn, fmt.Errorf("store: %s: error %d", where, int(rc))
	}
	return conn, nil
}
