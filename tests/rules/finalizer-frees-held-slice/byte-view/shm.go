// Package shm caches byte slices over C blocks that the finalizer of the block's owner frees.
package shm

/*
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"runtime"
	"sync"
	"unsafe"
)

// Block is memory outside the Go heap.
type Block struct {
	mem unsafe.Pointer
	n   int
}

var errSize = errors.New("shm: bad size")

// Alloc makes a zeroed block that the collector frees.
func Alloc(n int) (*Block, error) {
	if n <= 0 {
		return nil, errSize
	}
	mem := C.calloc(1, C.size_t(n))
	if mem == nil {
		return nil, errSize
	}
	b := &Block{mem: mem, n: n}
	runtime.SetFinalizer(b, func(b *Block) {
		C.free(b.mem)
		b.mem = nil
	})
	return b, nil
}

// views holds one []byte for each name.
var views sync.Map

// Publish makes the bytes of the block visible under a name.
func Publish(name string, b *Block) {
	view := unsafe.Slice((*byte)(b.mem), b.n)
	views.Store(name, view) // want BL106
	runtime.KeepAlive(b)
}

// Read copies from the block of that name.
func Read(name string, dst []byte) int {
	v, ok := views.Load(name)
	if !ok {
		return 0
	}
	return copy(dst, v.([]byte))
}
