// The allocator that C calls returns memory of malloc, and keeps it to free it later.
package main

// #include "decode.h"
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

var arenas []unsafe.Pointer

func grow(n int) unsafe.Pointer {
	p := C.calloc(1, C.size_t(n))
	arenas = append(arenas, p)
	return p
}

func release() {
	for _, p := range arenas {
		C.free(p)
	}
	arenas = arenas[:0]
}

//export goAlloc
func goAlloc(n C.int) unsafe.Pointer {
	if n <= 0 {
		return nil
	}
	return grow(int(n))
}

func decode(text string) int {
	return int(C.decode(C.int(len(text))))
}

func main() {
	for _, arg := range os.Args {
		fmt.Println(decode(arg))
		release()
	}
}
