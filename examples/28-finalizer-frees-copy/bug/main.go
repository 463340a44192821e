// SPDX-License-Identifier: MIT

// A finalizer frees memory of which a map holds a copy.
//
// The collector sees that nobody has the image any more, and so its pixels
// go. It cannot see the pointer to the pixels in the map: to Go that is no
// part of the image.
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

var icons = map[string]*C.uchar{}

func show(name string, shade int) {
	m := load(shade)
	icons[name] = m.pixels
	fmt.Println(name, "starts with", *m.pixels)
}

func main() {
	show("open", 10)
	runtime.GC() // as happens sooner or later
	<-freed
	fmt.Println("open starts with", *icons["open"])
}
