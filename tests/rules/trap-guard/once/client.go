// Package client frees its C client in a sync.Once, whichever of Close, an error or a timeout comes first.
package client

/*
#include <stdlib.h>

typedef struct cli {
	int sent;
	int broken;
} cli;

static cli *cli_new(void)
{
	return calloc(1, sizeof(cli));
}

static int cli_send(cli *c, size_t n)
{
	if (n > 1000)
		c->broken = 1;
	c->sent++;
	return c->broken ? -1 : 0;
}

static void cli_destroy(cli *c)
{
	free(c);
}
*/
import "C"

import (
	"errors"
	"sync"
)

// Client sends messages.
type Client struct {
	mu   sync.Mutex
	c    *C.cli
	once sync.Once
}

var (
	errMemory = errors.New("client: out of memory")
	errClosed = errors.New("client: closed")
	errSend   = errors.New("client: connection broken")
)

// New makes a client.
func New() (*Client, error) {
	c := C.cli_new()
	if c == nil {
		return nil, errMemory
	}
	return &Client{c: c}, nil
}

// Send sends one message; an error ends the client.
func (cl *Client) Send(msg string) error {
	cl.mu.Lock()
	defer cl.mu.Unlock()
	if cl.c == nil {
		return errClosed
	}
	if C.cli_send(cl.c, C.size_t(len(msg))) != 0 {
		cl.release()
		return errSend
	}
	return nil
}

// Close ends the client.
func (cl *Client) Close() {
	cl.mu.Lock()
	defer cl.mu.Unlock()
	cl.release()
}

func (cl *Client) release() {
	cl.once.Do(func() {
		C.cli_destroy(cl.c)
		cl.c = nil
	})
}
