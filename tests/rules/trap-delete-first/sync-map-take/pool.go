// Package sock takes sockets out of a sync.Map with LoadAndDelete or a CompareAndDelete that succeeded, then frees.
package sock

/*
#include <stdlib.h>

typedef struct sock {
	int fd;
	int linger;
} sock;

static sock *sock_new(int fd)
{
	sock *s = calloc(1, sizeof(*s));

	if (s)
		s->fd = fd;
	return s;
}

static void sock_free(sock *s)
{
	free(s);
}
*/
import "C"

import (
	"fmt"
	"sync"
)

var socks sync.Map // int -> *C.sock

// Open makes a socket, unless there is one.
func Open(fd int) error {
	s := C.sock_new(C.int(fd))
	if s == nil {
		return fmt.Errorf("sock: no memory for %d", fd)
	}
	if _, loaded := socks.LoadOrStore(fd, s); loaded {
		C.sock_free(s)
		return fmt.Errorf("sock: %d is open", fd)
	}
	return nil
}

// Close frees a socket.
func Close(fd int) bool {
	v, ok := socks.LoadAndDelete(fd)
	if !ok {
		return false
	}
	C.sock_free(v.(*C.sock))
	return true
}

// CloseAll frees every socket that nobody else takes meanwhile.
func CloseAll() (n int) {
	socks.Range(func(fd, v any) bool {
		if socks.CompareAndDelete(fd, v) {
			C.sock_free(v.(*C.sock))
			n++
		}
		return true
	})
	return n
}
