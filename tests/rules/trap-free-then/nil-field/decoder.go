// Package jpeg sets its two C pointers to nil after it has freed them, and every method checks for that.
package jpeg

/*
#include <stdlib.h>

struct jdec {
	int w, h;
};

static struct jdec *jdec_new(int w, int h)
{
	struct jdec *d = malloc(sizeof(*d));

	if (!d)
		return NULL;
	d->w = w;
	d->h = h;
	return d;
}

static void jdec_scan(struct jdec *d, unsigned char *row)
{
	for (int i = 0; i < d->w; i++)
		row[i] = (unsigned char)i;
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

var (
	errMemory = errors.New("jpeg: out of memory")
	errClosed = errors.New("jpeg: closed")
)

// Decoder decodes row by row.
type Decoder struct {
	dec *C.struct_jdec
	row *C.uchar
	y   int
}

// NewDecoder makes a decoder with a row buffer.
func NewDecoder(w, h int) (*Decoder, error) {
	dec := C.jdec_new(C.int(w), C.int(h))
	if dec == nil {
		return nil, errMemory
	}
	row := (*C.uchar)(C.malloc(C.size_t(w)))
	if row == nil {
		C.free(unsafe.Pointer(dec))
		return nil, errMemory
	}
	return &Decoder{dec: dec, row: row}, nil
}

// Row decodes the next row into dst.
func (d *Decoder) Row(dst []byte) (int, error) {
	if d.dec == nil || d.row == nil {
		return 0, errClosed
	}
	if d.y >= int(d.dec.h) {
		return 0, nil
	}
	C.jdec_scan(d.dec, d.row)
	d.y++
	return copy(dst, unsafe.Slice((*byte)(d.row), d.dec.w)), nil
}

// Close frees the decoder. It may be called again.
func (d *Decoder) Close() error {
	if d.row != nil {
		C.free(unsafe.Pointer(d.row))
		d.row = nil
	}
	if d.dec != nil {
		C.free(unsafe.Pointer(d.dec))
		d.dec = nil
	}
	return nil
}
