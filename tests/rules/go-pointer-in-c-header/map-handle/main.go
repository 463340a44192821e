// each gives C the address of a handle of the map, which C uses during the call only.
package main

// #include "env.h"
import "C"

import (
	"fmt"
	"os"
	"runtime/cgo"
	"unsafe"
)

//export goPair
func goPair(arg unsafe.Pointer, key, value *C.char) {
	m := (*(*cgo.Handle)(arg)).Value().(map[string]string)
	m[C.GoString(key)] = C.GoString(value)
}

func environment() map[string]string {
	m := make(map[string]string)
	h := cgo.NewHandle(m)
	defer h.Delete()
	C.each_pair(unsafe.Pointer(&h))
	return m
}

func main() {
	m := environment()
	for _, arg := range os.Args {
		fmt.Println(arg, m[arg])
	}
}
