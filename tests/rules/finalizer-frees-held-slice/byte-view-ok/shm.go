// Package shm stores the owner beside the slice over its block, so the block lives as long as the view.
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
	runtime.SetFinalizer(b, func(b *Block) { C.free(b.mem) })
	return b, nil
}

type view struct {
	bytes []byte
	owner *Block
}

var (
	mu    sync.RWMutex
	views = map[string]view{}
)

// Publish makes the bytes of the block visible under a name.
func Publish(name string, b *Block) {
	mu.Lock()
	defer mu.Unlock()
	views[name] = view{bytes: unsafe.Slice((*byte)(b.mem), b.n), owner: b}
}

// Read copies from the block of that name.
func Read(name string, dst []byte) int {
	mu.RLock()
	defer mu.RUnlock()
	v := views[name]
	n := copy(dst, v.bytes)
	runtime.KeepAlive(v.owner)
	return n
}
