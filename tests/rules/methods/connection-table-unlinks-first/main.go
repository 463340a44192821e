// Kick takes a connection out of the table and then closes it, which frees its state.
package main

/*
#include <stdlib.h>

struct conn_state {
	int fd;
	long sent;
};
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

type Conn struct {
	id    uint32
	state *C.struct_conn_state
}

func dial(id uint32) *Conn {
	st := (*C.struct_conn_state)(C.calloc(1, C.sizeof_struct_conn_state))
	st.fd = C.int(id) + 3
	return &Conn{id: id, state: st}
}

func (c *Conn) Send(b []byte) int {
	c.state.sent += C.long(len(b))
	return int(c.state.sent)
}

func (c *Conn) Close() { C.free(unsafe.Pointer(c.state)) }

type Table struct {
	mu    sync.Mutex
	conns map[uint32]*Conn
}

func (t *Table) Open(id uint32) *Conn {
	t.mu.Lock()
	defer t.mu.Unlock()
	c, ok := t.conns[id]
	if !ok {
		c = dial(id)
		t.conns[id] = c
	}
	return c
}

func (t *Table) Send(id uint32, b []byte) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.conns[id]; c != nil {
		return c.Send(b)
	}
	return 0
}

func (t *Table) Kick(id uint32) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c, ok := t.conns[id]; ok {
		delete(t.conns, id)
		c.Close()
	}
}

func main() {
	t := &Table{conns: make(map[uint32]*Conn)}
	for id := uint32(1); id < 4; id++ {
		t.Open(id)
		fmt.Println(t.Send(id, []byte("hello")))
	}
	t.Kick(2)
}
