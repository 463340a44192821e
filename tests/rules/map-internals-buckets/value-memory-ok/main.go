// The blocks that the map's values point to are read through unsafe, and the map itself only with Go's operators.
package main

/*
#include <stdlib.h>
#include <stdint.h>

static uint32_t *histogram(unsigned seed)
{
	uint32_t *h = calloc(16, sizeof(*h));

	if (!h)
		abort();
	for (int i = 0; i < 100; i++)
		h[(seed = seed * 1103515245 + 12345) >> 28]++;
	return h;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// hists maps a channel to the address of its 16 counters.
var hists = map[string]unsafe.Pointer{}

func load(channel string, seed uint) {
	if _, ok := hists[channel]; !ok {
		hists[channel] = unsafe.Pointer(C.histogram(C.uint(seed)))
	}
}

func peak(channel string) uint32 {
	p := hists[channel]
	if p == nil {
		return 0
	}
	var max uint32
	for i := 0; i < 16; i++ {
		v := *(*uint32)(unsafe.Add(p, i*4))
		if v > max {
			max = v
		}
	}
	return max
}

func unload(channel string) {
	p := hists[channel]
	delete(hists, channel)
	C.free(p)
}

func main() {
	for i, c := range []string{"r", "g", "b"} {
		load(c, uint(i))
		fmt.Println(c, peak(c))
		unload(c)
	}
}
