// Package trace keys its spans by address and kind, and End frees the address with the span still listed.
package trace

/*
#include <stdlib.h>
#include <time.h>

struct span {
	struct timespec start;
	int depth;
};

static struct span *span_begin(int depth)
{
	struct span *s = malloc(sizeof(*s));

	if (!s)
		return NULL;
	clock_gettime(CLOCK_MONOTONIC, &s->start);
	s->depth = depth;
	return s;
}

static void span_end(struct span *s)
{
	free(s);
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

type key struct {
	addr uintptr
	kind string
}

// Tracer knows the spans by key.
type Tracer struct {
	names map[key]string
	depth int
}

// Span is an open span.
type Span struct {
	p    *C.struct_span
	kind string
}

var errSpan = errors.New("trace: out of memory")

// Begin opens a span.
func (t *Tracer) Begin(kind, name string) (Span, error) {
	p := C.span_begin(C.int(t.depth))
	if p == nil {
		return Span{}, errSpan
	}
	t.depth++
	if t.names == nil {
		t.names = make(map[key]string)
	}
	t.names[key{uintptr(unsafe.Pointer(p)), kind}] = name
	return Span{p, kind}, nil
}

// Name is the name that the span was opened with.
func (t *Tracer) Name(s Span) string {
	return t.names[key{uintptr(unsafe.Pointer(s.p)), s.kind}]
}

// End closes the span.
func (t *Tracer) End(s Span) string {
	name := t.Name(s)
	t.depth--
	C.span_end(s.p) // want BL109
	return name
}
