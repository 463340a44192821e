// SPDX-License-Identifier: MIT

// A number is read from the inside of a map, where Go may change everything.
//
// Until Go 1.23 the tenth byte of a map's header was the logarithm of the
// number of its buckets. Go 1.24 brought maps of another make; the program
// still compiles, and the byte means something else. Where the old buckets
// are reached in this way, they are freed memory after a growth.
package main

/*
#include <stdio.h>

static void report(long n)
{
	printf("room for %ld\n", n);
	fflush(stdout);
}
*/
import "C"

import "unsafe"

// header is what a map began with, as far as it matters here.
type header struct {
	count  int
	flags  uint8
	log2of uint8
}

func capacity(m map[int]int) int {
	return 8 << (*(**header)(unsafe.Pointer(&m))).log2of
}

func main() {
	m := map[int]int{}
	for i := 0; i < 100; i++ {
		m[i] = i
	}
	C.report(C.long(capacity(m)))
}
