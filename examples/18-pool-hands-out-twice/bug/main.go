// SPDX-License-Identifier: MIT

// What is returned still belongs to the pool, which hands it out again.
//
// The deferred Put runs when format returns, and the bytes that it returns
// are those of the buffer. The second call gets the same buffer and writes
// over the answer of the first. No memory is freed, so nothing crashes and no
// allocator can see it.
package main

/*
#include <stdio.h>

static int price(char *text, size_t size, int cents)
{
	return snprintf(text, size, "$%d.%02d", cents / 100, cents % 100);
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

type buffer struct {
	text [32]byte
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// format writes a price the way people read it.
func format(cents int) []byte {
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	p := (*C.char)(unsafe.Pointer(&b.text[0]))
	n := C.price(p, C.size_t(len(b.text)), C.int(cents))
	return b.text[:n]
}

func main() {
	was := format(1999)
	now := format(1749)
	fmt.Printf("was %s, is now %s\n", was, now)
}
