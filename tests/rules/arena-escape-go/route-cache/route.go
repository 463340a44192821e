// Package route keeps routes of a freed arena in its cache.

//go:build goexperiment.arenas

package route

import (
	"arena"
	"fmt"
	"sync"
)

type hop struct {
	node uint32
	cost int
	next *hop
}

// Table maps a destination to its cheapest route.
type Table struct {
	mu     sync.Mutex
	routes map[uint32]*hop
}

// NewTable makes an empty table.
func NewTable() *Table { return &Table{routes: make(map[uint32]*hop)} }

// Learn adds the routes of one announcement.
func (t *Table) Learn(via uint32, costs map[uint32]int) error {
	if len(costs) == 0 {
		return fmt.Errorf("route: empty announcement from %d", via)
	}
	a := arena.NewArena()
	t.mu.Lock()
	for dst, cost := range costs {
		old, ok := t.routes[dst]
		if ok && old.cost <= cost { // may BL108
			continue
		}
		h := arena.New[hop](a)
		h.node, h.cost = via, cost
		t.routes[dst] = h
	}
	t.mu.Unlock()
	a.Free() // want BL108
	return nil
}

// Cost is the cost of the route to a destination.
func (t *Table) Cost(dst uint32) (int, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h, ok := t.routes[dst]
	if !ok {
		return 0, false
	}
	return h.cost, true // may BL108
}
