// SPDX-License-Identifier: MIT

//go:build go1.24

// runtime.KeepAlive after the last use keeps the owner until then.
package main

/*
#include <stdlib.h>

static int *numbers_new(int n)
{
	int *p = malloc(n * sizeof(*p));

	if (!p)
		abort();
	for (int i = 0; i < n; i++)
		p[i] = i + 1;
	return p;
}
*/
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

type buffer struct {
	numbers *C.int
	n       int
}

func newBuffer(n int) *buffer {
	b := &buffer{C.numbers_new(C.int(n)), n}
	runtime.AddCleanup(b, func(p *C.int) {
		C.free(unsafe.Pointer(p))
	}, b.numbers)
	return b
}

func sum() int {
	b := newBuffer(10)
	numbers := unsafe.Slice(b.numbers, b.n)
	runtime.GC() // as happens sooner or later
	sum := 0
	for _, n := range numbers {
		sum += int(n)
	}
	runtime.KeepAlive(b)
	return sum
}

func main() {
	fmt.Println("the sum is", sum())
}
