// The ring of the last samples overwrites a slot that still holds a C block.
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

// history keeps the last samples of one sensor.
type history struct {
	ring [depth]*C.struct_sample
	next int
}

func (h *history) record(v float64, at int) {
	h.ring[h.next%depth] = C.sample_new(C.double(v), C.long(at)) // want BL105
	h.next++
}

func (h *history) mean() float64 {
	var sum float64
	n := 0
	for _, s := range h.ring {
		if s != nil {
			sum += float64(s.value)
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
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
	fmt.Println(h.mean())
	h.free()
}
