// SPDX-License-Identifier: MIT

// A sync.Map makes access safe, and not what its values point to.
//
// hangUp loads the connection and closes it. The entry stays, so the next one
// to load it gets a connection without memory.
package main

/*
#include <stdlib.h>

struct conn {
	int fd;
	int packets;
};

static struct conn *conn_open(int fd)
{
	struct conn *c = malloc(sizeof(*c));

	if (!c)
		abort();
	c->fd = fd;
	c->packets = 0;
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

var conns sync.Map // int -> *C.struct_conn

func packet(fd int) {
	if v, ok := conns.Load(fd); ok {
		v.(*C.struct_conn).packets++
	}
}

func hangUp(fd int) {
	if v, ok := conns.Load(fd); ok {
		C.conn_close(v.(*C.struct_conn))
	}
}

func main() {
	for fd := 3; fd < 6; fd++ {
		conns.Store(fd, C.conn_open(C.int(fd)))
	}
	packet(4)
	hangUp(4)
	packet(4)
	fmt.Println("a late packet was counted for nobody")
}
