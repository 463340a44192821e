// Package native gives out numbers for C streams, and knows itself which of them are open.
package native

/*
#include <stdlib.h>

typedef struct strm {
	unsigned long in, out;
} strm;

static strm *strm_new(void)
{
	return calloc(1, sizeof(strm));
}

static unsigned long strm_feed(strm *s, unsigned long n)
{
	s->in += n;
	s->out += n / 2;
	return n / 2;
}
*/
import "C"

import (
	"errors"
	"sync"
	"unsafe"
)

// ID is the number of a stream; numbers are not used twice.
type ID uint64

var (
	// ErrClosed says that the number stands for nothing.
	ErrClosed = errors.New("native: stream is closed")
	errMemory = errors.New("native: out of memory")

	mu      sync.Mutex
	last    ID
	streams = map[ID]*C.strm{}
)

// Open opens a stream.
func Open() (ID, error) {
	s := C.strm_new()
	if s == nil {
		return 0, errMemory
	}
	mu.Lock()
	defer mu.Unlock()
	last++
	streams[last] = s
	return last, nil
}

// Feed gives n bytes to the stream.
func (id ID) Feed(n int) (int, error) {
	mu.Lock()
	defer mu.Unlock()
	s, ok := streams[id]
	if !ok {
		return 0, ErrClosed
	}
	return int(C.strm_feed(s, C.ulong(n))), nil
}

// Close closes the stream.
func (id ID) Close() error {
	mu.Lock()
	defer mu.Unlock()
	s, ok := streams[id]
	if !ok {
		return ErrClosed
	}
	delete(streams, id)
	C.free(unsafe.Pointer(s))
	return nil
}
