// The ring of the last samples frees what is in a slot before it puts a new block there.
package main

/*
#include <stdlib.h>

struct sample {
	double value;
	long at;
};

static struct sample *sample_new(double v, long at)
{
	struct sample *s = malloc(sizeof(*s));

	if (!s)
		abort();
	s->value = v;
	s->at = at;
	return s;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

const depth = 8

type history struct {
	ring [depth]*C.struct_sample
	next int
}

func (h *history) record(v float64, at int) {
	slot := &h.ring[h.next%depth]
	C.free(unsafe.Pointer(*slot)) // nil is fine
	*slot = C.sample_new(C.double(v), C.long(at))
	h.next++
}

func (h *history) last() float64 {
	if h.next == 0 {
		return 0
	}
	return float64(h.ring[(h.next-1)%depth].value)
}

func (h *history) free() {
	for i, s := range h.ring {
		h.ring[i] = nil
		C.free(unsafe.Pointer(s))
	}
}

func main() {
	var h history
	for i := 0; i < 100; i++ {
		h.record(float64(i)/3, i)
	}
	fmt.Println(h.last())
	h.free()
}
