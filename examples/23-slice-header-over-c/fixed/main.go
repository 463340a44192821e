// SPDX-License-Identifier: MIT

// The array is freed when nobody needs the slice any more.
package main

/*
#include <stdlib.h>

static int *samples_read(int n)
{
	int *s = malloc(n * sizeof(*s));

	if (!s)
		abort();
	for (int i = 0; i < n; i++)
		s[i] = i * (n - i);
	return s;
}
*/
import "C"

import (
	"fmt"
	"reflect"
	"unsafe"
)

func view(p *C.int, n int) []int32 {
	var s []int32
	h := (*reflect.SliceHeader)(unsafe.Pointer(&s))
	h.Data = uintptr(unsafe.Pointer(p))
	h.Len, h.Cap = n, n
	return s
}

func loudest(samples []int32) int32 {
	max := samples[0]
	for _, v := range samples {
		if v > max {
			max = v
		}
	}
	return max
}

func main() {
	p := C.samples_read(20)
	samples := view(p, 20)
	fmt.Println("loudest", loudest(samples))
	C.free(unsafe.Pointer(p))
}
