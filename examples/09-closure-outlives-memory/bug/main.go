// SPDX-License-Identifier: MIT

// A closure keeps a pointer to memory that ends with the function around it.
//
// A Go variable that a closure captures lives as long as the closure. The
// pointer does; what it points to is C's, and the deferred free takes it away
// before anybody can call the closure.
package main

/*
#include <stdlib.h>

// The first n values of a triangle wave.
static int *wave_new(int n)
{
	int *w = malloc(n * sizeof(*w));

	if (!w)
		abort();
	for (int i = 0; i < n; i++)
		w[i] = i < n / 2 ? i : n - i;
	return w;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// oscillator returns a function that gives one value after the other.
func oscillator(n int) func() int {
	wave := C.wave_new(C.int(n))
	defer C.free(unsafe.Pointer(wave))
	values := unsafe.Slice(wave, n)
	at := 0
	return func() int {
		at = (at + 1) % n
		return int(values[at])
	}
}

func main() {
	next := oscillator(8)
	for i := 0; i < 4; i++ {
		fmt.Println(next())
	}
}
