// Package heap forgets the number before the block, also where the block goes by way of a moving realloc.
package heap

/*
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"sync"
	"unsafe"
)

var (
	mu    sync.Mutex
	sizes = map[uintptr]int{}

	// ErrForeign says that a block is not of this package.
	ErrForeign = errors.New("heap: foreign block")
	errMemory  = errors.New("heap: out of memory")
)

// Alloc makes a block of n bytes.
func Alloc(n int) (unsafe.Pointer, error) {
	mu.Lock()
	defer mu.Unlock()
	p := C.malloc(C.size_t(n))
	if p == nil {
		return nil, errMemory
	}
	sizes[uintptr(p)] = n
	return p, nil
}

// Resize changes the size of a block, which may move.
func Resize(p unsafe.Pointer, n int) (unsafe.Pointer, error) {
	mu.Lock()
	defer mu.Unlock()
	old, ok := sizes[uintptr(p)]
	if !ok {
		return nil, ErrForeign
	}
	delete(sizes, uintptr(p))
	q := C.realloc(p, C.size_t(n))
	if q == nil {
		sizes[uintptr(p)] = old
		return nil, errMemory
	}
	sizes[uintptr(q)] = n
	return q, nil
}

// Free frees a block.
func Free(p unsafe.Pointer) error {
	mu.Lock()
	defer mu.Unlock()
	if _, ok := sizes[uintptr(p)]; !ok {
		return ErrForeign
	}
	delete(sizes, uintptr(p))
	C.free(p)
	return nil
}

// InUse is the sum of all sizes.
func InUse() (sum int) {
	mu.Lock()
	defer mu.Unlock()
	for _, n := range sizes {
		sum += n
	}
	return sum
}
