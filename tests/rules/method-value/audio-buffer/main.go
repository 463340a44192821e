// release is the method value clip.free; it is called before the samples of the clip are mixed.
package main

/*
#include <stdint.h>
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"math"
	"unsafe"
)

type clip struct {
	samples *C.int16_t
	n       int
}

func synth(freq float64, n int) *clip {
	c := &clip{(*C.int16_t)(C.malloc(C.size_t(n) * 2)), n}
	for i, s := range c.view() {
		_ = s
		c.view()[i] = int16(8000 * math.Sin(freq*float64(i)))
	}
	return c
}

func (c *clip) view() []int16 {
	return unsafe.Slice((*int16)(unsafe.Pointer(c.samples)), c.n)
}

func (c *clip) free() {
	C.free(unsafe.Pointer(c.samples))
}

// mix adds c to dst, and answers the loudest sample.
func mix(dst []int32, c *clip) (peak int32) {
	for i, s := range c.view() {
		dst[i%len(dst)] += int32(s)
		peak = max(peak, dst[i%len(dst)])
	}
	return peak
}

func play(freqs []float64) int32 {
	var peak int32
	dst := make([]int32, 512)
	for _, f := range freqs {
		c := synth(f, len(dst))
		release := c.free
		if f > 0.01 {
			release()
		}
		peak = max(peak, mix(dst, c)) // want BL101
		if f <= 0.01 {
			release()
		}
	}
	return peak
}

func main() {
	fmt.Println(play([]float64{0.02, 0.013, 0.005}))
}
