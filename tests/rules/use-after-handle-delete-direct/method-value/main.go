// The cleanup is the method value h.Delete, and the result is read from the handle after it was called.
package main

/*
#include <stdint.h>

static int apply(uintptr_t h, int n)
{
	return h ? n * 2 : -1;
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime/cgo"
)

type result struct {
	code  int
	notes []string
}

func handle(name string) (h cgo.Handle, done func()) {
	h = cgo.NewHandle(&result{notes: []string{name}})
	return h, h.Delete
}

func call(name string, n int) (string, error) {
	h, done := handle(name)
	rc := C.apply(C.uintptr_t(h), C.int(n))
	if rc < 0 {
		done()
		return "", fmt.Errorf("apply %s: code %d", name, int(rc))
	}
	h.Value().(*result).code = int(rc)
	done()
	r := h.Value().(*result) // want BL112
	return fmt.Sprintf("%s: %d", r.notes[0], r.code), nil
}

func main() {
	lines := make(map[string]string)
	for i, arg := range os.Args {
		line, err := call(arg, i)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		lines[arg] = line
	}
	fmt.Println(len(lines))
}
