// Release frees the C string that is the key of the counter map, and the key stays in the map.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// atoms counts how often each interned identifier is referred to. The key is
// the C string itself, so that the C side can compare by address.
var (
	atomsMu sync.Mutex
	atoms   = map[*C.char]int{}
)

func Intern(name string) *C.char {
	atomsMu.Lock()
	defer atomsMu.Unlock()
	s := C.CString(name)
	for have := range atoms {
		if C.strcmp(have, s) == 0 {
			C.free(unsafe.Pointer(s))
			atoms[have]++
			return have
		}
	}
	atoms[s] = 1
	return s
}

func Release(s *C.char) {
	atomsMu.Lock()
	defer atomsMu.Unlock()
	n, ok := atoms[s]
	if !ok {
		return
	}
	if n > 1 {
		atoms[s] = n - 1
		return
	}
	C.free(unsafe.Pointer(s)) // want BL102
}

func main() {
	a := Intern("width")
	b := Intern("height")
	fmt.Println(len(atoms))
	Release(a)
	Release(b)
	fmt.Println(len(atoms))
}
