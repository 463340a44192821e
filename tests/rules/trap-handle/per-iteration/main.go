// Each turn of the loop makes a handle, uses it in C and deletes it; what the map keeps is the Go value.
package main

/*
#include <stdint.h>

static int visit(uintptr_t h, int depth)
{
	return h ? depth * depth : -1;
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime/cgo"
)

type visit struct {
	path string
	cost int
}

type walker struct {
	seen map[string]*visit
}

func (w *walker) walk(paths []string) error {
	for depth, path := range paths {
		v, ok := w.seen[path]
		if !ok {
			v = &visit{path: path}
			w.seen[path] = v
		}
		h := cgo.NewHandle(v)
		rc := C.visit(C.uintptr_t(h), C.int(depth))
		h.Delete()
		if rc < 0 {
			return fmt.Errorf("visit %s: code %d", v.path, int(rc))
		}
		v.cost += int(rc)
	}
	return nil
}

func main() {
	w := &walker{seen: make(map[string]*visit)}
	if err := w.walk(append(os.Args, os.Args...)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	sum := 0
	for _, v := range w.seen {
		sum += v.cost
	}
	fmt.Println(sum)
}
