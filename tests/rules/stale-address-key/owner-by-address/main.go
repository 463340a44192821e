// The owner table is keyed by the block's address as a number, and the block is freed without removing the key.
package main

/*
#include <stdlib.h>

static void *block_get(size_t n)
{
	void *p = malloc(n);

	if (!p)
		abort();
	return p;
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// owners says who asked for a block.
type owners struct {
	mu sync.Mutex
	by map[uintptr]string
}

func (o *owners) alloc(who string, n int) unsafe.Pointer {
	p := C.block_get(C.size_t(n))
	o.mu.Lock()
	defer o.mu.Unlock()
	addr := uintptr(p)
	if _, known := o.by[addr]; !known {
		o.by[addr] = who
	}
	return p
}

func (o *owners) of(p unsafe.Pointer) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.by[uintptr(p)]
}

func work(o *owners, who string, n int) {
	p := o.alloc(who, n)
	fmt.Println(who, "uses a block of", o.of(p))
	C.free(p) // want BL109
}

func main() {
	o := &owners{by: make(map[uintptr]string)}
	work(o, "reader", 64)
	work(o, "writer", 64)
}
