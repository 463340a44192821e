// Present frees the surface through the method of the embedded handle and then reads its width.
package main

/*
#include <stdint.h>
#include <stdlib.h>

typedef struct { int32_t refs, w, h; } surface_t;

static surface_t *surface_new(int w, int h)
{
	surface_t *s = calloc(1, sizeof(*s));

	if (s) {
		s->refs = 1;
		s->w = w;
		s->h = h;
	}
	return s;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

type handle struct{ native *C.surface_t }

func (h *handle) Free() {
	C.free(unsafe.Pointer(h.native))
}

func (h *handle) Width() int { return int(h.native.w) }

// Surface is what windows draw on.
type Surface struct {
	handle
	title string
}

// Window embeds the surface in turn.
type Window struct {
	*Surface
	visible bool
}

func NewWindow(title string, w, h int) (*Window, error) {
	native := C.surface_new(C.int(w), C.int(h))
	if native == nil {
		return nil, errors.New("no memory for " + title)
	}
	return &Window{Surface: &Surface{handle{native}, title}}, nil
}

// Present shows w once and destroys it; it answers the width that was shown.
func (w *Window) Present() int {
	w.visible = true
	w.Free()
	return w.Width() // want BL101
}

func main() {
	for i, title := range []string{"Open", "Save"} {
		w, err := NewWindow(title, 80*(i+1), 25)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(w.title, w.Present())
	}
}
