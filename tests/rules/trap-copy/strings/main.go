// What the map keeps is the Go copy that C.GoString made, so the C string may go at once.
package main

/*
#include <stdlib.h>
#include <string.h>

static char *hostname_of(unsigned addr)
{
	char *s = malloc(32);

	if (!s)
		return NULL;
	strcpy(s, "host-");
	for (int i = 0; i < 4; i++)
		s[5 + i] = (char)('a' + (addr >> (8 * i)) % 26);
	s[9] = 0;
	return s;
}
*/
import "C"

import (
	"fmt"
	"sync"
	"time"
	"unsafe"
)

type cached struct {
	name string
	at   time.Time
}

type resolver struct {
	mu    sync.RWMutex
	names map[uint32]cached
	ttl   time.Duration
}

func (r *resolver) lookup(addr uint32) (string, error) {
	r.mu.RLock()
	c, ok := r.names[addr]
	r.mu.RUnlock()
	if ok && time.Since(c.at) < r.ttl {
		return c.name, nil
	}
	p := C.hostname_of(C.uint(addr))
	if p == nil {
		return "", fmt.Errorf("resolver: no name for %08x", addr)
	}
	defer C.free(unsafe.Pointer(p))
	c = cached{name: C.GoString(p), at: time.Now()}
	r.mu.Lock()
	r.names[addr] = c
	r.mu.Unlock()
	return c.name, nil
}

func main() {
	r := &resolver{names: make(map[uint32]cached), ttl: time.Minute}
	for _, addr := range []uint32{1, 2, 1} {
		fmt.Println(r.lookup(addr))
	}
}
