// The owner table is keyed by the block's address as a number, and the key goes before the block.
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

type owners struct {
	mu sync.Mutex
	by map[uintptr]string
}

func (o *owners) alloc(who string, n int) unsafe.Pointer {
	p := C.block_get(C.size_t(n))
	o.mu.Lock()
	defer o.mu.Unlock()
	o.by[uintptr(p)] = who
	return p
}

func (o *owners) release(p unsafe.Pointer) {
	o.mu.Lock()
	delete(o.by, uintptr(p))
	o.mu.Unlock()
	C.free(p)
}

func work(o *owners, who string, n int) {
	p := o.alloc(who, n)
	defer o.release(p)
	o.mu.Lock()
	defer o.mu.Unlock()
	fmt.Println(who, "uses a block of", o.by[uintptr(p)])
}

func main() {
	o := &owners{by: make(map[uintptr]string)}
	work(o, "reader", 64)
	work(o, "writer", 64)
}
