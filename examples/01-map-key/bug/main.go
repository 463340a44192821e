// SPDX-License-Identifier: MIT

// The key of a map is a pointer to C memory, and C frees the memory.
//
// Storing a C pointer in a Go map does not make the collector keep it, or
// free it: to Go the key is a number. After hangUp the map still holds the
// address, len still counts it, and the next range hands it out again.
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
