// Unset deletes a property from the inner map, and the inner map when it is empty, and then frees the property.
package main

/*
#include <stdlib.h>

typedef struct { int type; double num; } prop_t;
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Props maps an object to its properties by name.
type Props map[int]map[string]*C.prop_t

func (ps Props) Set(obj int, name string, v float64) {
	inner, ok := ps[obj]
	if !ok {
		inner = make(map[string]*C.prop_t)
		ps[obj] = inner
	}
	p, ok := inner[name]
	if !ok {
		p = (*C.prop_t)(C.malloc(C.sizeof_prop_t))
		p._type = 1
		inner[name] = p
	}
	p.num = C.double(v)
}

func (ps Props) Get(obj int, name string) float64 {
	if p := ps[obj][name]; p != nil {
		return float64(p.num)
	}
	return 0
}

func (ps Props) Unset(obj int, name string) {
	inner, ok := ps[obj]
	if !ok {
		return
	}
	p, ok := inner[name]
	if !ok {
		return
	}
	delete(inner, name)
	if len(inner) == 0 {
		delete(ps, obj)
	}
	C.free(unsafe.Pointer(p))
}

func main() {
	ps := make(Props)
	for obj := 0; obj < 3; obj++ {
		ps.Set(obj, "weight", float64(obj))
		ps.Set(obj, "height", 2)
	}
	fmt.Println(ps.Get(1, "weight"))
	for obj := 0; obj < 2; obj++ {
		ps.Unset(obj, "height")
	}
	fmt.Println(len(ps[2]))
}
