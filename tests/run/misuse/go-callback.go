// SPDX-License-Identifier: MIT

// Go calls C, C calls Go, and that Go frees what the C then reads.
package main

/*
// A function that ends in a call is not on the stack of that call at -O2.
#cgo CFLAGS: -O1
#include <stdlib.h>

extern void goDrop(void *);

struct node {
	int value;
};

__attribute__((noinline)) static struct node *node_new(void)
{
	return calloc(1, sizeof(struct node)); // alloc
}

__attribute__((noinline)) static void node_free(void *p)
{
	free(p); // free
}

__attribute__((noinline)) static int visit(struct node *n)
{
	goDrop(n);
	return *(volatile int *)&n->value; // access
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

//export goDrop
func goDrop(p unsafe.Pointer) {
	C.node_free(p)
}

//go:noinline
func walk() int {
	return int(C.visit(C.node_new()))
}

func main() {
	fmt.Println(walk() == 12345)
}
