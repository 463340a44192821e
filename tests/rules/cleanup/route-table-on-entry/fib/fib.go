// Package fib is the forwarding table.
package fib

/*
#include <stdlib.h>

struct hop { int metric; int iface; };
*/
import "C"

import (
	"sync"
	"unsafe"
)

type Hop struct{ p *C.struct_hop }

var (
	mu   sync.RWMutex
	hops = make(map[string]Hop)
)

func NewHop(metric int) Hop {
	p := (*C.struct_hop)(C.calloc(1, C.sizeof_struct_hop))
	p.metric = C.int(metric)
	return Hop{p}
}

func Install(prefix string, h Hop) {
	mu.Lock()
	defer mu.Unlock()
	if old, ok := hops[prefix]; ok && old != h {
		panic("fib: " + prefix + " twice")
	}
	hops[prefix] = h
}

func Metric(prefix string) int {
	mu.RLock()
	defer mu.RUnlock()
	if h, ok := hops[prefix]; ok {
		return int(h.p.metric)
	}
	return -1
}

func Len() int {
	mu.RLock()
	defer mu.RUnlock()
	return len(hops)
}

func FreeHop(h Hop) {
	C.free(unsafe.Pointer(h.p))
}

// Withdraw removes the hop of prefix and frees it.
func Withdraw(prefix string) {
	mu.Lock()
	defer mu.Unlock()
	h, ok := hops[prefix]
	if !ok {
		return
	}
	delete(hops, prefix)
	FreeHop(h)
}
