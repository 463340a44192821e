// hangUp frees a connection before it removes the entry that its address is the key of, and others connect meanwhile.
package main

/*
#include <stdlib.h>

struct conn {
	int fd;
};

static struct conn *conn_open(int fd)
{
	struct conn *c = malloc(sizeof(*c));

	if (!c)
		abort();
	c->fd = fd;
	return c;
}

static void conn_close(struct conn *c)
{
	free(c);
}
*/
import "C"

import (
	"fmt"
	"sync"
)

type hub struct {
	mu    sync.Mutex
	peers map[*C.struct_conn]string
}

func (h *hub) connect(fd int, peer string) *C.struct_conn {
	c := C.conn_open(C.int(fd))
	h.mu.Lock()
	defer h.mu.Unlock()
	h.peers[c] = peer
	return c
}

func (h *hub) hangUp(c *C.struct_conn) {
	C.conn_close(c) // want BL109
	h.mu.Lock()
	delete(h.peers, c)
	h.mu.Unlock()
}

func (h *hub) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.peers)
}

func main() {
	h := &hub{peers: make(map[*C.struct_conn]string)}
	var wg sync.WaitGroup
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for n := 0; n < 100; n++ {
				h.hangUp(h.connect(i, fmt.Sprint("peer ", i)))
			}
		}(i)
	}
	wg.Wait()
	fmt.Println(h.count())
}
