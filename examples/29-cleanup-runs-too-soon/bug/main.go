// SPDX-License-Identifier: MIT

//go:build go1.24

// A cleanup frees memory that is still in use, because its owner is not.
//
// The last line that mentions the buffer takes its address out. From there on
// the buffer is garbage, even while its function runs: the next collection
// may end it, and the cleanup frees the memory under the loop.
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

var freed = make(chan bool, 1)

func newBuffer(n int) *buffer {
	b := &buffer{C.numbers_new(C.int(n)), n}
	runtime.AddCleanup(b, func(p *C.int) {
		C.free(unsafe.Pointer(p))
		freed <- true
	}, b.numbers)
	return b
}

func sum() int {
	b := newBuffer(10)
	numbers := unsafe.Slice(b.numbers, b.n)
	runtime.GC() // as happens sooner or later
	<-freed
	sum := 0
	for _, n := range numbers {
		sum += int(n)
	}
	return sum
}

func main() {
	fmt.Println("the sum is", sum())
}
