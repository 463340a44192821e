// Two types have Close, but only the one that does not free can be in this map.
package main

/*
#include <stdlib.h>

typedef struct plane {
	int w, h;
	unsigned char px[64];
} plane;

static plane *plane_new(int w, int h)
{
	plane *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->w = w;
	p->h = h;
	return p;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type surface interface {
	area() int
	close()
}

type owned struct{ p *C.plane }

func (s *owned) area() int { return int(s.p.w * s.p.h) }
func (s *owned) close() {
	C.free(unsafe.Pointer(s.p))
	s.p = nil
}

type borrowed struct {
	p      *C.plane
	closed bool
}

func (s *borrowed) area() int { return int(s.p.w * s.p.h) }
func (s *borrowed) close()    { s.closed = true }

type window struct {
	planes map[int]*C.plane
	views  map[int]surface
}

func (w *window) view(id int) surface {
	if v, ok := w.views[id]; ok {
		return v
	}
	v := &borrowed{p: w.planes[id]}
	w.views[id] = v
	return v
}

func (w *window) closeViews() (area int) {
	for id, v := range w.views {
		v.close()
		area += int(w.planes[id].w)
	}
	return area
}

func main() {
	tmp := &owned{p: C.plane_new(2, 2)}
	fmt.Println(tmp.area())
	tmp.close()

	w := &window{planes: make(map[int]*C.plane), views: make(map[int]surface)}
	for id := 0; id < 3; id++ {
		w.planes[id] = C.plane_new(4, C.int(id))
		fmt.Println(w.view(id).area())
	}
	fmt.Println(w.closeViews())
	for id, p := range w.planes {
		delete(w.planes, id)
		C.free(unsafe.Pointer(p))
	}
}
