// The event that the C loop hands to the Go callback is on the C stack, and the callback frees it.
package main

/*
#include <stdlib.h>
#include "dispatch.h"
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// counters counts events by kind.
type counters struct {
	mu     sync.Mutex
	byKind map[int]int
}

var seen = counters{byKind: make(map[int]int)}

func (c *counters) add(kind int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byKind[kind]++
}

//export goOnEvent
func goOnEvent(ev *C.struct_event) {
	defer C.free(unsafe.Pointer(ev)) // want BL104
	if ev.code < 0 {
		return
	}
	seen.add(int(ev.kind))
}

func main() {
	C.dispatch(100, 8)
	seen.mu.Lock()
	defer seen.mu.Unlock()
	for kind, n := range seen.byKind {
		fmt.Println(kind, n)
	}
}
