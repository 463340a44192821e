// Package slots stores only in slots that were seen to be empty, so nothing is overwritten.
package slots

/*
#include <stdlib.h>

struct bufdesc {
	unsigned page;
	unsigned char data[256];
};

static struct bufdesc *buf_read(unsigned page)
{
	struct bufdesc *b = calloc(1, sizeof(*b));

	if (b)
		b->page = page;
	return b;
}
*/
import "C"

import (
	"errors"
	"sync"
	"unsafe"
)

const nslots = 16

// Pool is a small buffer pool.
type Pool struct {
	mu    sync.Mutex
	slots [nslots]*C.struct_bufdesc
	where map[uint32]int
}

var (
	errFull = errors.New("slots: pool is full")
	errRead = errors.New("slots: cannot read")
)

// Pin reads a page into an empty slot.
func (p *Pool) Pin(page uint32) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i, ok := p.where[page]; ok {
		return i, nil
	}
	for i := range p.slots {
		if p.slots[i] != nil {
			continue
		}
		b := C.buf_read(C.uint(page))
		if b == nil {
			return 0, errRead
		}
		p.slots[i] = b
		if p.where == nil {
			p.where = make(map[uint32]int)
		}
		p.where[page] = i
		return i, nil
	}
	return 0, errFull
}

// Unpin empties a slot.
func (p *Pool) Unpin(i int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.slots[i]
	if b == nil {
		return
	}
	p.slots[i] = nil
	delete(p.where, uint32(b.page))
	C.free(unsafe.Pointer(b))
}
