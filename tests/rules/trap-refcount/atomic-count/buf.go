// Package buf shares C buffers by an atomic count; the one that takes it to zero frees.
package buf

/*
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"sync/atomic"
	"unsafe"
)

// Buf is a shared buffer.
type Buf struct {
	mem  unsafe.Pointer
	size int
	refs atomic.Int32
}

// ErrMemory says that the C heap is exhausted.
var ErrMemory = errors.New("buf: out of memory")

// New makes a buffer with one reference.
func New(size int) (*Buf, error) {
	mem := C.calloc(1, C.size_t(size))
	if mem == nil {
		return nil, ErrMemory
	}
	b := &Buf{mem: mem, size: size}
	b.refs.Store(1)
	return b, nil
}

// Ref adds a reference.
func (b *Buf) Ref() *Buf {
	b.refs.Add(1)
	return b
}

// Unref drops a reference.
func (b *Buf) Unref() {
	if b.refs.Add(-1) == 0 {
		C.free(b.mem)
		b.mem = nil
	}
}

// Fanout queues one reference for each of the sinks and drops its own.
func Fanout(b *Buf, sinks map[string]chan<- *Buf) {
	for _, sink := range sinks {
		sink <- b.Ref()
	}
	b.Unref()
}

// Drain sums the first bytes of n buffers from a queue.
func Drain(queue <-chan *Buf, n int) (sum int) {
	for i := 0; i < n; i++ {
		b := <-queue
		sum += int(*(*byte)(b.mem))
		b.Unref()
	}
	return sum
}
