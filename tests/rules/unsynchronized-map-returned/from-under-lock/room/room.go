// Package room has the members of a chat room.
package room

import "sync"

type Room struct {
	mu      sync.RWMutex
	members map[string]chan string
}

func New() *Room { return &Room{members: make(map[string]chan string)} }

func (r *Room) Join(name string) <-chan string {
	c := make(chan string, 16)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.members[name] = c // or BL301
	return c
}

func (r *Room) Leave(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.members, name) // or BL301
}

func (r *Room) Members() map[string]chan string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.members
}
