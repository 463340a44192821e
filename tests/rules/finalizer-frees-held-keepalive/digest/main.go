// The context's owner is last used before the final C call, so its finalizer may free what the call works on.
package main

/*
#include <stdlib.h>
#include <stdint.h>

struct fnv {
	uint64_t h;
};

static struct fnv *fnv_new(void)
{
	struct fnv *f = malloc(sizeof(*f));

	if (!f)
		abort();
	f->h = 14695981039346656037u;
	return f;
}

static void fnv_write(struct fnv *f, const void *p, size_t n)
{
	const unsigned char *b = p;

	while (n-- > 0)
		f->h = (f->h ^ *b++) * 1099511628211u;
}

static uint64_t fnv_sum(const struct fnv *f)
{
	return f->h;
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"unsafe"
)

type hasher struct{ ctx *C.struct_fnv }

func newHasher() *hasher {
	h := &hasher{ctx: C.fnv_new()}
	runtime.SetFinalizer(h, func(h *hasher) { C.free(unsafe.Pointer(h.ctx)) })
	return h
}

func (h *hasher) write(b []byte) {
	if len(b) > 0 {
		C.fnv_write(h.ctx, unsafe.Pointer(&b[0]), C.size_t(len(b)))
	}
	runtime.KeepAlive(h)
}

func digest(parts []string) uint64 {
	h := newHasher()
	for _, p := range parts {
		h.write([]byte(p))
	}
	ctx := h.ctx
	fmt.Fprintln(os.Stderr, "hashed", len(parts), "parts")
	return uint64(C.fnv_sum(ctx)) // want BL106
}

func main() {
	fmt.Printf("%016x\n", digest(os.Args))
}
