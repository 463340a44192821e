// SPDX-License-Identifier: MIT

// The map holds the image itself, so the collector keeps it.
package main

/*
#include <stdlib.h>

static unsigned char *pixels_new(int n, int shade)
{
	unsigned char *p = malloc(n);

	if (!p)
		abort();
	for (int i = 0; i < n; i++)
		p[i] = shade + i;
	return p;
}
*/
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

type image struct {
	pixels *C.uchar
}

var freed = make(chan bool, 2)

func load(shade int) *image {
	m := &image{C.pixels_new(64, C.int(shade))}
	runtime.SetFinalizer(m, func(m *image) {
		C.free(unsafe.Pointer(m.pixels))
		freed <- true
	})
	return m
}

var icons = map[string]*image{}

func show(name string, shade int) {
	m := load(shade)
	icons[name] = m
	fmt.Println(name, "starts with", *m.pixels)
}

func main() {
	show("open", 10)
	runtime.GC()
	fmt.Println("open starts with", *icons["open"].pixels)
}
