// SPDX-License-Identifier: MIT

// finish returns the length, so nothing is asked of a sink that has ended.
package main

/*
#include <stdlib.h>
#include <string.h>

struct text {
	size_t len;
	char bytes[120];
};

static void text_add(struct text *t, const char *p, size_t n)
{
	if (n > sizeof(t->bytes) - t->len)
		n = sizeof(t->bytes) - t->len;
	memcpy(t->bytes + t->len, p, n);
	t->len += n;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type sink interface {
	put(word string)
	finish() int
}

type counter struct{ n int }

func (c *counter) put(word string) { c.n += len(word) }
func (c *counter) finish() int     { return c.n }

type text struct{ t *C.struct_text }

func (t *text) put(word string) {
	p := C.CString(word)
	C.text_add(t.t, p, C.size_t(len(word)))
	C.free(unsafe.Pointer(p))
}

func (t *text) finish() int {
	n := int(t.t.len)
	C.free(unsafe.Pointer(t.t))
	return n
}

func copyTo(s sink, words ...string) int {
	for _, word := range words {
		s.put(word)
	}
	return s.finish()
}

func main() {
	t := &text{(*C.struct_text)(C.calloc(1, C.sizeof_struct_text))}
	fmt.Println(copyTo(&counter{}, "one", "two", "three"))
	fmt.Println(copyTo(t, "one", "two", "three"))
}
