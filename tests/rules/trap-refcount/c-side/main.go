// The library counts references: the map has one of its own, so the unref at the end of make frees nothing.
package main

/*
#include "obj.h"
*/
import "C"

import (
	"errors"
	"fmt"
)

var errObject = errors.New("object: out of memory")

type scene struct {
	byName map[string]*C.struct_obj
}

func (s *scene) make(name string, x, y int) (int, error) {
	if _, dup := s.byName[name]; dup {
		return 0, fmt.Errorf("object %s exists", name)
	}
	o := C.obj_new(C.int(x), C.int(y))
	if o == nil {
		return 0, errObject
	}
	defer C.obj_unref(o)
	s.byName[name] = C.obj_ref(o)
	return int(C.obj_area(o)), nil
}

func (s *scene) area(name string) int {
	if o, ok := s.byName[name]; ok {
		return int(C.obj_area(o))
	}
	return 0
}

func (s *scene) remove(name string) {
	if o, ok := s.byName[name]; ok {
		delete(s.byName, name)
		C.obj_unref(o)
	}
}

func main() {
	s := &scene{byName: make(map[string]*C.struct_obj)}
	for i, name := range []string{"box", "card", "box"} {
		fmt.Println(s.make(name, i+1, i+2))
	}
	fmt.Println(s.area("box"))
	s.remove("box")
	s.remove("card")
}
