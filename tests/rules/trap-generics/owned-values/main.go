// A generic owning map from another package frees each C value exactly once, after it has left the map.
package main

/*
#include <stdlib.h>

struct brush { int size; };

static struct brush *brush_new(int size)
{
	struct brush *b = malloc(sizeof(*b));

	if (!b)
		abort();
	b->size = size;
	return b;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"

	"example.com/owned-values/own"
)

type brush struct{ p *C.struct_brush }

func (b brush) Close() { C.free(unsafe.Pointer(b.p)) }

func main() {
	var brushes own.Map[string, brush]
	defer brushes.Close()
	for i, arg := range os.Args {
		brushes.Put(arg, brush{C.brush_new(C.int(i))})
		brushes.Put(arg, brush{C.brush_new(C.int(i + 1))})
	}
	sum := 0
	for _, arg := range os.Args {
		brushes.With(arg, func(b brush) { sum += int(b.p.size) })
	}
	brushes.Delete(os.Args[0])
	fmt.Println(sum)
}
