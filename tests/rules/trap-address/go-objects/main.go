// The keys are addresses of Go objects that stay alive in a slice, and the C memory that is freed is another.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type vertex struct {
	name string
	next []*vertex
}

type graph struct {
	all   []*vertex
	depth map[uintptr]int
}

func (g *graph) vertex(name string) *vertex {
	v := &vertex{name: name}
	g.all = append(g.all, v)
	return v
}

func (g *graph) walk(v *vertex, depth int) int {
	addr := uintptr(unsafe.Pointer(v))
	if d, seen := g.depth[addr]; seen && d <= depth {
		return 0
	}
	g.depth[addr] = depth
	cs := C.CString(v.name)
	n := int(C.strlen(cs))
	C.free(unsafe.Pointer(cs))
	for _, w := range v.next {
		n += g.walk(w, depth+1)
	}
	return n
}

func main() {
	g := &graph{depth: make(map[uintptr]int)}
	a, b, c := g.vertex("a"), g.vertex("bb"), g.vertex("ccc")
	a.next = []*vertex{b, c}
	b.next = []*vertex{c}
	c.next = []*vertex{a}
	fmt.Println(g.walk(a, 0), len(g.depth))
}
