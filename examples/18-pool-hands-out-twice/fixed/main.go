// SPDX-License-Identifier: MIT

// The bytes are copied out before the buffer goes back.
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
	return append([]byte(nil), b.text[:n]...)
}

func main() {
	was := format(1999)
	now := format(1749)
	fmt.Printf("was %s, is now %s\n", was, now)
}
