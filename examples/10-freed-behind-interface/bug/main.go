// SPDX-License-Identifier: MIT

// Only one of two types behind an interface frees in its last method.
//
// copyTo ends each sink with finish. For the counter that is nothing; the
// text gives its buffer back to C. Whoever asks it for its length afterwards
// has to know which of the two it was.
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
	length() int
	finish()
}

type counter struct{ n int }

func (c *counter) put(word string) { c.n += len(word) }
func (c *counter) length() int     { return c.n }
func (c *counter) finish()         {}

type text struct{ t *C.struct_text }

func (t *text) put(word string) {
	p := C.CString(word)
	C.text_add(t.t, p, C.size_t(len(word)))
	C.free(unsafe.Pointer(p))
}

func (t *text) length() int { return int(t.t.len) }
func (t *text) finish()     { C.free(unsafe.Pointer(t.t)) }

func copyTo(s sink, words ...string) int {
	for _, word := range words {
		s.put(word)
	}
	s.finish()
	return s.length()
}

func main() {
	t := &text{(*C.struct_text)(C.calloc(1, C.sizeof_struct_text))}
	fmt.Println(copyTo(&counter{}, "one", "two", "three"))
	fmt.Println(copyTo(t, "one", "two", "three"))
}
