// Skip deletes the decoder from the table and closes it with the wrapper gif_close, which frees it.
package main

/*
#include <stdlib.h>
#include <string.h>

typedef struct {
	int w, h, frame;
	unsigned char *canvas;
} gif_t;

static gif_t *gif_open(int w, int h)
{
	gif_t *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->w = w;
	g->h = h;
	g->canvas = calloc((size_t)w, (size_t)h);
	if (!g->canvas) {
		free(g);
		return NULL;
	}
	return g;
}

static int gif_next(gif_t *g)
{
	memset(g->canvas, g->frame, (size_t)g->w * g->h);
	return g->frame++;
}

static void gif_close(gif_t *g)
{
	free(g->canvas);
	free(g);
}
*/
import "C"

import (
	"errors"
	"fmt"
)

var errDecoder = errors.New("gif: cannot open decoder")

// Animator has one decoder for each place on the page.
type Animator struct {
	decoders map[string]*C.gif_t
}

func (a *Animator) Place(id string, w, h int) error {
	if _, ok := a.decoders[id]; ok {
		return nil
	}
	g := C.gif_open(C.int(w), C.int(h))
	if g == nil {
		return errDecoder
	}
	a.decoders[id] = g
	return nil
}

func (a *Animator) Tick() (frames int) {
	for _, g := range a.decoders {
		frames += int(C.gif_next(g))
	}
	return frames
}

func (a *Animator) Skip(id string) {
	if g, ok := a.decoders[id]; ok {
		delete(a.decoders, id)
		C.gif_close(g)
	}
}

func main() {
	a := &Animator{decoders: make(map[string]*C.gif_t)}
	for i, id := range []string{"logo", "banner"} {
		if err := a.Place(id, 8<<i, 8); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(a.Tick())
	}
	a.Skip("banner")
}
