// A closed connection goes on the stack of spare ones, and the table that still has it is asked again.
package main

import (
	"fmt"
	"sync"
)

type conn struct {
	fd   int
	peer string
	out  []byte
}

type table struct {
	mu    sync.Mutex
	live  map[int]*conn
	spare []*conn
}

func (t *table) alloc() *conn {
	if n := len(t.spare); n > 0 {
		c := t.spare[n-1]
		t.spare = t.spare[:n-1]
		return c
	}
	return new(conn)
}

func (t *table) recycle(c *conn) {
	c.out = c.out[:0]
	t.spare = append(t.spare, c)
}

func (t *table) open(fd int, peer string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.alloc()
	c.fd, c.peer = fd, peer
	t.live[fd] = c
}

func (t *table) close(fd int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	c, ok := t.live[fd]
	if !ok {
		return ""
	}
	t.recycle(c)
	next := t.alloc()
	next.fd, next.peer = -1, "control"
	t.live[-1] = next
	gone := t.live[fd].peer // want BL107
	delete(t.live, fd)
	return gone
}

func main() {
	t := &table{live: make(map[int]*conn)}
	for fd := 3; fd < 6; fd++ {
		t.open(fd, fmt.Sprint("peer ", fd))
	}
	fmt.Println(t.close(4))
}
