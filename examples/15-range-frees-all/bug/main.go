// SPDX-License-Identifier: MIT

// A loop frees every value of a map and leaves the map as it is.
//
// reset is called between two requests. Afterwards the pool should be empty;
// it is full of buffers that are gone, and the next request gets one of them.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type pool struct {
	bufs map[string]*C.char
}

// buf returns the buffer of that name, filled with c when it is new.
func (p *pool) buf(name string, c byte) []byte {
	b, ok := p.bufs[name]
	if !ok {
		b = (*C.char)(C.malloc(32))
		p.bufs[name] = b
	}
	s := unsafe.Slice((*byte)(unsafe.Pointer(b)), 32)
	for i := range s {
		if !ok {
			s[i] = c
		}
	}
	return s
}

func (p *pool) reset() {
	for _, b := range p.bufs {
		C.free(unsafe.Pointer(b))
	}
}

func main() {
	p := &pool{map[string]*C.char{}}
	fmt.Printf("%s\n", p.buf("head", 'h')[:4])
	fmt.Printf("%s\n", p.buf("body", 'b')[:4])
	p.reset()
	fmt.Printf("%s\n", p.buf("body", 'c')[:4])
}
