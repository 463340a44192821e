// The thread that C starts has ended when histogram_start returns, which joins it.
package main

// #cgo LDFLAGS: -pthread
// #include "histogram.h"
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type histogram struct {
	bins [16]int32
}

func (h *histogram) run(data []byte) int {
	mem := C.CBytes(data)
	if C.histogram_start((*C.int)(unsafe.Pointer(&h.bins[0])), (*C.uchar)(mem), C.int(len(data))) != 0 {
		return -1
	}
	n := 0
	for _, b := range data {
		if b > 'm' {
			n++
		}
	}
	return n
}

func main() {
	var h histogram
	for _, arg := range os.Args {
		fmt.Println(h.run([]byte(arg)))
	}
	fmt.Println(h.bins)
}
