// Purge takes the asset out of the store and closes it then.
package main

/*
#include <stdlib.h>

struct mesh { int nvert; float *vert; };
*/
import "C"

import (
	"fmt"
	"path/filepath"
	"unsafe"
)

// Asset is anything that the game loads by name.
type Asset interface {
	Size() int
	Close()
}

type mesh struct{ m *C.struct_mesh }

func newMesh(nvert int) *mesh {
	m := (*C.struct_mesh)(C.calloc(1, C.sizeof_struct_mesh))
	m.nvert = C.int(nvert)
	m.vert = (*C.float)(C.calloc(C.size_t(nvert), C.sizeof_float))
	return &mesh{m}
}

func (a *mesh) Size() int { return int(a.m.nvert) * C.sizeof_float }

func (a *mesh) Close() {
	C.free(unsafe.Pointer(a.m.vert))
	C.free(unsafe.Pointer(a.m))
}

type script struct{ text string }

func (a script) Size() int { return len(a.text) }

func (a script) Close() {}

type Store struct {
	assets map[string]Asset
	total  int
}

func (s *Store) Load(path string) Asset {
	if a, ok := s.assets[path]; ok {
		return a
	}
	var a Asset
	switch filepath.Ext(path) {
	case ".obj":
		a = newMesh(len(path))
	default:
		a = script{"-- " + path}
	}
	s.assets[path] = a
	s.total += a.Size()
	return a
}

func (s *Store) Purge(path string) {
	a, ok := s.assets[path]
	if !ok {
		return
	}
	s.total -= a.Size()
	delete(s.assets, path)
	a.Close()
}

func main() {
	s := &Store{assets: make(map[string]Asset)}
	paths := []string{"tree.obj", "init.lua", "rock.obj"}
	for _, p := range paths {
		fmt.Println(p, s.Load(p).Size())
	}
	s.Purge(paths[2])
	fmt.Println(s.total)
}
