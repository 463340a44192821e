// Package subs has a map of maps, and the inner one has C pointers as keys.
package subs

/*
#include <stdlib.h>

struct client {
	int id;
};

static struct client *client_new(int id)
{
	struct client *c = malloc(sizeof(*c));

	if (c)
		c->id = id;
	return c;
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Subs knows who listens to which topic.
type Subs struct {
	byTopic map[string]map[*C.struct_client]int // want BL110
	clients []*C.struct_client
}

// ErrClient says that there is no such client.
var ErrClient = errors.New("subs: no such client")

// Join adds a client.
func (s *Subs) Join(id int) error {
	c := C.client_new(C.int(id))
	if c == nil {
		return ErrClient
	}
	s.clients = append(s.clients, c)
	return nil
}

// Count counts the listeners of a topic.
func (s *Subs) Count(topic string) int { return len(s.byTopic[topic]) }

// Leave removes the last client everywhere and frees it.
func (s *Subs) Leave() error {
	n := len(s.clients)
	if n == 0 {
		return ErrClient
	}
	c := s.clients[n-1]
	s.clients[n-1] = nil
	s.clients = s.clients[:n-1]
	for _, listeners := range s.byTopic {
		delete(listeners, c)
	}
	C.free(unsafe.Pointer(c))
	return nil
}
