// alloc makes Go values in a C bump arena; the longest match is kept in the result after the arena is gone.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"
)

var errFull = errors.New("arena: full")

type bump struct {
	base unsafe.Pointer
	off  uintptr
	cap  uintptr
}

func newBump(size int) (*bump, error) {
	p := C.calloc(1, C.size_t(size))
	if p == nil {
		return nil, errFull
	}
	return &bump{base: p, cap: uintptr(size)}, nil
}

func (b *bump) free() {
	C.free(b.base)
	b.base, b.off, b.cap = nil, 0, 0
}

func alloc[T any](b *bump) (*T, error) {
	var zero T
	size := (unsafe.Sizeof(zero) + 15) &^ 15
	if b.cap-b.off < size {
		return nil, errFull
	}
	p := (*T)(unsafe.Add(b.base, b.off))
	b.off += size
	return p, nil
}

type match struct {
	at, n int
}

func longest(text string, words []string) (map[string]int, int, error) {
	b, err := newBump(1 << 12)
	if err != nil {
		return nil, 0, err
	}
	var best *match
	at := make(map[string]int)
	for _, w := range words {
		m, err := alloc[match](b)
		if err != nil {
			b.free()
			return nil, 0, err
		}
		m.at, m.n = strings.Index(text, w), len(w)
		at[w] = m.at
		if best == nil || m.n > best.n {
			best = m
		}
	}
	b.free()
	if best == nil {
		return at, 0, nil
	}
	return at, best.n, nil // want BL108|BL101
}

func main() {
	fmt.Println(longest("the map holds the address", []string{"map", "address", "the"}))
}
