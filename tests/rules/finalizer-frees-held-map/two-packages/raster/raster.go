// Package raster wraps images of the raster library.
package raster

/*
#include <stdlib.h>

static unsigned char *raster_render(int w, int h)
{
	unsigned char *px = malloc((size_t)w * h);

	if (!px)
		abort();
	for (int i = 0; i < w * h; i++)
		px[i] = (unsigned char)(i * 7);
	return px;
}

static void raster_free(unsigned char *px)
{
	free(px);
}
*/
import "C"

import (
	"runtime"
	"unsafe"
)

// Image is a grey image in C memory, freed by the collector.
type Image struct {
	px   *C.uchar
	w, h int
}

// Render draws an image.
func Render(w, h int) *Image {
	img := &Image{px: C.raster_render(C.int(w), C.int(h)), w: w, h: h}
	runtime.SetFinalizer(img, (*Image).free)
	return img
}

func (img *Image) free() {
	C.raster_free(img.px)
}

// Pix is the address of the first pixel.
func (img *Image) Pix() unsafe.Pointer { return unsafe.Pointer(img.px) }

// Size is the number of pixels.
func (img *Image) Size() int { return img.w * img.h }
