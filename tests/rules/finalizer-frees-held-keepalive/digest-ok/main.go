// The owner is kept alive past the final C call.
package main

/*
#include <stdlib.h>
#include <stdint.h>

struct adler {
	uint32_t a, b;
};

static struct adler *adler_new(void)
{
	struct adler *f = malloc(sizeof(*f));

	if (!f)
		abort();
	f->a = 1;
	f->b = 0;
	return f;
}

static void adler_write(struct adler *f, const void *p, size_t n)
{
	const unsigned char *c = p;

	while (n-- > 0) {
		f->a = (f->a + *c++) % 65521;
		f->b = (f->b + f->a) % 65521;
	}
}

static uint32_t adler_sum(const struct adler *f)
{
	return f->b << 16 | f->a;
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"unsafe"
)

type hasher struct{ ctx *C.struct_adler }

func newHasher() *hasher {
	h := &hasher{ctx: C.adler_new()}
	runtime.SetFinalizer(h, func(h *hasher) { C.free(unsafe.Pointer(h.ctx)) })
	return h
}

func (h *hasher) write(b []byte) {
	if len(b) == 0 {
		return
	}
	C.adler_write(h.ctx, unsafe.Pointer(&b[0]), C.size_t(len(b)))
	runtime.KeepAlive(h)
}

func digest(parts []string) uint32 {
	h := newHasher()
	defer runtime.KeepAlive(h)
	ctx := h.ctx
	for _, p := range parts {
		h.write([]byte(p))
	}
	return uint32(C.adler_sum(ctx))
}

func main() {
	fmt.Printf("%08x\n", digest(os.Args))
}
