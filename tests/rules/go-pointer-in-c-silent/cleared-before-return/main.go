// process keeps the buffer in a static variable while it runs and forgets it before it returns.
package main

/*
#include <stddef.h>

static struct {
	unsigned char *buf;
	size_t len;
} work;

static void each(void (*f)(size_t))
{
	size_t i;

	for (i = 0; i < work.len; i++)
		f(i);
}

static void invert(size_t i)
{
	work.buf[i] ^= 0xff;
}

static void process(unsigned char *buf, size_t len)
{
	work.buf = buf;
	work.len = len;
	each(invert);
	work.buf = NULL;
	work.len = 0;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type image struct {
	w, h int
	pix  []byte
}

func newImage(w, h int) *image {
	return &image{w, h, make([]byte, w*h)}
}

func (m *image) invert() {
	C.process((*C.uchar)(unsafe.Pointer(&m.pix[0])), C.size_t(len(m.pix)))
}

func main() {
	m := newImage(len(os.Args), 2)
	m.invert()
	fmt.Println(m.pix)
}
