// Thumbnails: the functions that call C are given what the image owns.
package thumb

/*
#include <stdlib.h>
typedef struct { int w, h; unsigned char *px; } raster;
static raster *raster_new(int w, int h) {
	raster *r = malloc(sizeof(*r));
	if (r) { r->w = w; r->h = h; r->px = calloc((size_t)w * h, 1); }
	return r;
}
static void raster_free(raster *r) { free(r->px); free(r); }
static long raster_sum(const raster *r) {
	long n = 0;
	for (int i = 0; i < r->w * r->h; i++) n += r->px[i];
	return n;
}
*/
import "C"

import "runtime"

// Image has its pixels in C.
type Image struct {
	r   *C.raster
	tag string
}

// New makes a black one.
func New(w, h int) *Image {
	img := &Image{r: C.raster_new(C.int(w), C.int(h)), tag: "new"}
	runtime.SetFinalizer(img, free)
	return img
}

func free(img *Image) {
	C.raster_free(img.r)
}

func brightness(r *C.raster, scale float64) float64 {
	if r == nil {
		return 0
	}
	return float64(C.raster_sum(r)) * scale
}

// Brightness is the mean of all pixels.
func (img *Image) Brightness(scale float64) float64 {
	return brightness(img.r, scale) // want BL106
}
