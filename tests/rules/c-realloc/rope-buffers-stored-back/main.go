// Append stores the buffer that rope_grow answers back in the map.
package main

/*
#include <stdlib.h>
#include <string.h>

typedef struct { unsigned len, cap; char text[]; } rope_t;

static rope_t *rope_new(unsigned cap)
{
	rope_t *r = malloc(sizeof(*r) + cap);

	if (r) {
		r->len = 0;
		r->cap = cap;
	}
	return r;
}

static rope_t *rope_grow(rope_t *r, unsigned cap)
{
	rope_t *n = realloc(r, sizeof(*r) + cap);

	if (!n)
		abort();
	n->cap = cap;
	return n;
}

static void rope_add(rope_t *r, const char *s, unsigned n)
{
	memcpy(r->text + r->len, s, n);
	r->len += n;
}
*/
import "C"

import (
	"fmt"
	"os"
	"strings"
	"unsafe"
)

// Console has the scrollback of each terminal.
type Console struct {
	ropes map[string]*C.rope_t
}

func (c *Console) Append(tty, text string) {
	r, ok := c.ropes[tty]
	if !ok {
		r = C.rope_new(32)
		c.ropes[tty] = r
	}
	n := C.uint(len(text))
	if r.len+n > r.cap {
		r = C.rope_grow(r, 2*(r.len+n))
		c.ropes[tty] = r
	}
	s := C.CString(text)
	C.rope_add(r, s, n)
	C.free(unsafe.Pointer(s))
}

func (c *Console) Len(tty string) int {
	if r, ok := c.ropes[tty]; ok {
		return int(r.len)
	}
	return 0
}

func main() {
	c := &Console{ropes: make(map[string]*C.rope_t)}
	for i, arg := range os.Args {
		c.Append("tty1", strings.Repeat(arg, i+1))
	}
	fmt.Println(c.Len("tty1"))
}
