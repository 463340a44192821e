// The address of a struct's first member is the block's own address, so freeing by it is no interior free.
package main

/*
#include <stdlib.h>

struct base {
	int kind;
	int refs;
};

struct circle {
	struct base base;
	double r;
};

struct square {
	struct base base;
	double side;
};

static struct base *circle_new(double r)
{
	struct circle *c = malloc(sizeof(*c));

	if (!c)
		return NULL;
	c->base.kind = 1;
	c->base.refs = 1;
	c->r = r;
	return &c->base;
}

static struct base *square_new(double side)
{
	struct square *s = malloc(sizeof(*s));

	if (!s)
		return NULL;
	s->base.kind = 2;
	s->base.refs = 1;
	s->side = side;
	return &s->base;
}

static double area(const struct base *b)
{
	if (b->kind == 1) {
		const struct circle *c = (const struct circle *)b;

		return 3 * c->r * c->r;
	}
	return ((const struct square *)b)->side * ((const struct square *)b)->side;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type shapes map[string]*C.struct_base

func (s shapes) add(name string, b *C.struct_base) error {
	if b == nil {
		return fmt.Errorf("shape %s: out of memory", name)
	}
	if old, ok := s[name]; ok {
		C.free(unsafe.Pointer(old))
	}
	s[name] = b
	return nil
}

func (s shapes) total() (sum float64) {
	for _, b := range s {
		sum += float64(C.area(b))
	}
	return sum
}

func main() {
	s := make(shapes)
	fmt.Println(s.add("a", C.circle_new(1)), s.add("b", C.square_new(2)), s.add("a", C.square_new(1)))
	fmt.Println(s.total())
	for name, b := range s {
		delete(s, name)
		C.free(unsafe.Pointer(&b.kind))
	}
}
