// The allocator that C calls returns the address of a Go slice.
package main

// #include "decode.h"
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

var arenas [][]byte

func grow(n int) []byte {
	b := make([]byte, n)
	arenas = append(arenas, b)
	return b
}

//export goAlloc
func goAlloc(n C.int) unsafe.Pointer {
	if n <= 0 {
		return nil
	}
	b := grow(int(n))
	return unsafe.Pointer(&b[0]) // want BL401
}

func decode(text string) int {
	return int(C.decode(C.int(len(text))))
}

func main() {
	for _, arg := range os.Args {
		fmt.Println(decode(arg))
	}
}
