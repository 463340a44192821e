// scale leaves the thumbnail to the deferred call on every path.
package main

/*
#include <stdlib.h>
#include <string.h>

static int px_scale(unsigned char *dst, int side, const unsigned char *src,
		    int w, int h)
{
	if (w < side || h < side)
		return -1;
	memcpy(dst, src, (size_t)side * side);
	return 0;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errTooSmall = errors.New("thumb: source is smaller than the thumbnail")

type thumb struct {
	side int
	px   *C.uchar
}

func newThumb(side int) *thumb {
	return &thumb{side, (*C.uchar)(C.malloc(C.size_t(side * side)))}
}

func (t *thumb) free() { C.free(unsafe.Pointer(t.px)) }

func (t *thumb) first() byte { return byte(*t.px) }

func scale(src []byte, w, h, side int) (byte, error) {
	if w*h == 0 || len(src) < w*h {
		return 0, fmt.Errorf("thumb: %d bytes for %dx%d", len(src), w, h)
	}
	t := newThumb(side)
	defer t.free()
	rc := C.px_scale(t.px, C.int(t.side), (*C.uchar)(unsafe.Pointer(&src[0])), C.int(w), C.int(h))
	if rc != 0 {
		return 0, errTooSmall
	}
	return t.first(), nil
}

func main() {
	src := make([]byte, 64)
	for _, side := range []int{4, 16} {
		fmt.Println(scale(src, 8, 8, side))
	}
}
