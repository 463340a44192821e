// SPDX-License-Identifier: MIT

// What is remembered is an offset, which is good for every block.
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
	at := o.len
	C.out_byte(o, 0)
	for i := 0; i < len(text); i++ {
		C.out_byte(o, C.uchar(text[i]))
	}
	length := (*byte)(unsafe.Add(unsafe.Pointer(o.data), at))
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
