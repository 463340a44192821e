// Package shape measures paths whose points are in C memory.
package shape

/*
#include <stdlib.h>

struct pt {
	int x, y;
};

struct path {
	struct pt *pts;
	int n;
	struct path *next;
};

static long area(const struct path *p)
{
	long sum = 0;
	int i;

	for (i = 0; i < p->n; i++)
		sum += (long)p->pts[i].x * p->pts[i].y;
	return sum;
}

static int total(struct pt *const *list, int n)
{
	int i, sum = 0;

	for (i = 0; i < n; i++)
		sum += list[i]->x;
	return sum;
}
*/
import "C"

import "unsafe"

type Path struct{ c C.struct_path }

func NewPath(n int) *Path {
	p := new(Path)
	p.c.pts = (*C.struct_pt)(C.calloc(C.size_t(n), C.sizeof_struct_pt))
	p.c.n = C.int(n)
	return p
}

func (p *Path) points() []C.struct_pt { return unsafe.Slice(p.c.pts, int(p.c.n)) }

func (p *Path) Set(i, x, y int) {
	p.points()[i] = C.struct_pt{C.int(x), C.int(y)}
}

func (p *Path) Area() int { return int(C.area(&p.c)) }

func (p *Path) Total() int {
	list := make([]*C.struct_pt, p.c.n)
	for i := range list {
		list[i] = &p.points()[i]
	}
	return int(C.total(&list[0], p.c.n))
}

func (p *Path) Close() {
	C.free(unsafe.Pointer(p.c.pts))
	p.c.pts = nil
}
