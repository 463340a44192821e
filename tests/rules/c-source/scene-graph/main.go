// Remove lets node_remove in graph.c unlink and free the node, and byName still maps the name to the node.
package main

// #include <stdlib.h>
// #include "graph.h"
import "C"

import (
	"fmt"
	"unsafe"
)

// Scene finds the nodes of the C scene graph by name.
type Scene struct {
	root   *C.struct_node
	byName map[string]*C.struct_node
}

func NewScene() *Scene {
	s := &Scene{byName: make(map[string]*C.struct_node)}
	name := C.CString("root")
	defer C.free(unsafe.Pointer(name))
	s.root = C.node_add(nil, name)
	return s
}

func (s *Scene) Add(name string) error {
	if _, ok := s.byName[name]; ok {
		return fmt.Errorf("scene: %s is there", name)
	}
	cname := C.CString(name)
	defer C.free(unsafe.Pointer(cname))
	n := C.node_add(s.root, cname)
	if n == nil {
		return fmt.Errorf("scene: no memory for %s", name)
	}
	s.byName[name] = n
	return nil
}

func (s *Scene) Show(name string, visible bool) bool {
	n, ok := s.byName[name]
	if !ok {
		return false
	}
	n.visible = C.int(0)
	if visible {
		n.visible = 1
	}
	return true
}

func (s *Scene) Remove(name string) {
	n, ok := s.byName[name]
	if !ok {
		return
	}
	C.node_remove(s.root, n) // want BL102 "byName"
}

func main() {
	s := NewScene()
	for _, name := range []string{"camera", "light", "floor"} {
		fmt.Println(s.Add(name), s.Show(name, true))
	}
	s.Remove("light")
	fmt.Println(len(s.byName))
}
