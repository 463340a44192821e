// The free and the delete are under one lock, and every allocation of a key is under it too.
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
	h.mu.Lock()
	defer h.mu.Unlock()
	c := C.conn_open(C.int(fd))
	h.peers[c] = peer
	return c
}

func (h *hub) hangUp(c *C.struct_conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	C.conn_close(c)
	delete(h.peers, c)
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
