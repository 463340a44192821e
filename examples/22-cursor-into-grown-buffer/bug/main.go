// SPDX-License-Identifier: MIT

// C reallocates a buffer, and Go keeps a pointer into the old one.
//
// Each record starts with a byte for its length, which is known only when the
// record is complete. So its place is remembered, and out_byte moves the
// buffer to a larger block in between. Small records never show it.
package main

/*
#include "out.h"
*/
import "C"

import (
	"fmt"
	"unsafe"
)

func record(o *C.struct_out, text string) {
	length := (*byte)(unsafe.Add(unsafe.Pointer(o.data), o.len))
	C.out_byte(o, 0)
	for i := 0; i < len(text); i++ {
		C.out_byte(o, C.uchar(text[i]))
	}
	*length = byte(len(text))
}

func main() {
	var o C.struct_out
	C.out_start(&o)
	record(&o, "short")
	record(&o, "a record that does not fit")
	fmt.Printf("%q\n", C.GoBytes(unsafe.Pointer(o.data), C.int(o.len)))
	C.out_finish(&o)
}
