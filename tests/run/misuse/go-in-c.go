// SPDX-License-Identifier: MIT

// The access is in C, called from Go: the stack goes over the border.
package main

/*
// A function that ends in a call is not on the stack of that call at -O2.
#cgo CFLAGS: -O1
#include <stdlib.h>

struct counter {
	long hits;
	long misses;
};

__attribute__((noinline)) static struct counter *counter_new(void)
{
	return calloc(1, sizeof(struct counter)); // alloc
}

__attribute__((noinline)) static void counter_end(struct counter *c)
{
	free(c); // free
}

__attribute__((noinline)) static long counter_misses(struct counter *c)
{
	return *(volatile long *)&c->misses; // access
}
*/
import "C"

import "fmt"

//go:noinline
func misses(c *C.struct_counter) int {
	return int(C.counter_misses(c))
}

func main() {
	c := C.counter_new()
	C.counter_end(c)
	fmt.Println(misses(c) == 12345)
}
