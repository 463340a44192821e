// Package hub hands values over by name.
package hub

import "sync"

type Hub struct {
	cond *sync.Cond
	vals map[string]int
}

func New() *Hub {
	return &Hub{cond: sync.NewCond(new(sync.Mutex)), vals: make(map[string]int)}
}

func (h *Hub) Put(name string, v int) {
	h.cond.L.Lock()
	h.vals[name] = v
	h.cond.L.Unlock()
	h.cond.Broadcast()
}

// Take waits for a value and takes it out.
func (h *Hub) Take(name string) int {
	h.cond.L.Lock()
	defer h.cond.L.Unlock()
	for {
		if v, ok := h.vals[name]; ok {
			delete(h.vals, name)
			return v
		}
		h.cond.Wait()
	}
}
