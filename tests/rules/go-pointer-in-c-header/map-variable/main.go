// each gives C the address of a map variable, so that C hands it back to the exported function.
package main

// #include "env.h"
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

//export goPair
func goPair(arg unsafe.Pointer, key, value *C.char) {
	m := *(*map[string]string)(arg)
	m[C.GoString(key)] = C.GoString(value)
}

func environment() map[string]string {
	m := make(map[string]string)
	C.each_pair(unsafe.Pointer(&m)) // want BL401 // may BL111
	return m
}

func main() {
	m := environment()
	for _, arg := range os.Args {
		fmt.Println(arg, m[arg])
	}
}
