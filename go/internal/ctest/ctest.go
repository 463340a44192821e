// SPDX-License-Identifier: MIT

//go:build cgo

// Package ctest is memory of C for tests, which cannot be written in cgo.
package ctest

/*
#include <stdlib.h>

struct thing {
	long value;
	long *ndestroyed;
};

static struct thing *thing_new(long value, long *ndestroyed)
{
	struct thing *thing = malloc(sizeof(*thing));

	thing->value = value;
	thing->ndestroyed = ndestroyed;
	return thing;
}

// As libbelay calls it.
static void thing_destroy(void *ctx, void *obj)
{
	struct thing *thing = obj;

	__atomic_add_fetch(thing->ndestroyed, 1, __ATOMIC_SEQ_CST);
	thing->value = -1;
	free(thing);
}

static void *destroy_pointer(void)
{
	return (void *)thing_destroy;
}
*/
import "C"

import "unsafe"

// Thing is a struct of C.
type Thing struct{ c C.struct_thing }

// Counter is a number in memory of C.
type Counter struct{ p *C.long }

// NewCounter returns a zero.
func NewCounter() Counter {
	return Counter{(*C.long)(C.calloc(1, C.sizeof_long))}
}

// N is its value.
func (c Counter) N() int { return int(*c.p) }

// New allocates a thing, which counts its destruction in n.
func New(value int, n Counter) *Thing {
	return (*Thing)(unsafe.Pointer(C.thing_new(C.long(value), n.p)))
}

// Value reads it.
func (t *Thing) Value() int { return int(t.c.value) }

// Free is for Go.
func (t *Thing) Free() { C.thing_destroy(nil, unsafe.Pointer(t)) }

// Destroy is a function for C.
func Destroy() unsafe.Pointer { return C.destroy_pointer() }
