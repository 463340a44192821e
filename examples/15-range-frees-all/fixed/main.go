// SPDX-License-Identifier: MIT

// After the loop the map is replaced, before anything can look at it.
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
	p.bufs = map[string]*C.char{}
}

func main() {
	p := &pool{map[string]*C.char{}}
	fmt.Printf("%s\n", p.buf("head", 'h')[:4])
	fmt.Printf("%s\n", p.buf("body", 'b')[:4])
	p.reset()
	fmt.Printf("%s\n", p.buf("body", 'c')[:4])
}
