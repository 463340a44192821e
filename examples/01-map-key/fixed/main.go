// SPDX-License-Identifier: MIT

// The entry leaves the map before its key is freed.
//
// The order matters: once the block is free, the next connection may get the
// same address, and a late delete would take the wrong peer out.
package main

/*
#include <stdlib.h>

struct conn {
	int fd;
	long sent;
};

static struct conn *conn_open(int fd)
{
	struct conn *c = calloc(1, sizeof(*c));

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

import "fmt"

// peers says who is at the other end of each open connection.
var peers = map[*C.struct_conn]string{}

func connect(fd int, peer string) *C.struct_conn {
	c := C.conn_open(C.int(fd))
	peers[c] = peer
	return c
}

func hangUp(c *C.struct_conn) {
	delete(peers, c)
	C.conn_close(c)
}

func sent() int64 {
	var sum int64
	for c := range peers {
		sum += int64(c.sent)
	}
	return sum
}

func main() {
	a := connect(3, "alice")
	b := connect(4, "bob")
	a.sent, b.sent = 100, 20
	fmt.Println("sent", sent())
	hangUp(b)
	fmt.Println("sent", sent(), "to", len(peers), "peers")
}
