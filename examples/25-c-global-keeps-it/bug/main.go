// SPDX-License-Identifier: MIT

// C keeps a pointer in a global variable after the call that gave it.
//
// For Go log_prefix is a function that takes a string for a moment. In log.c
// it stores the pointer, and each later line of the log begins with what is
// there by then.
package main

/*
#include <stdlib.h>
#include "log.h"
*/
import "C"

import "unsafe"

func start(name string) {
	p := C.CString(name)
	defer C.free(unsafe.Pointer(p))
	C.log_prefix(p)
	C.log_line(1)
}

func main() {
	start("server: ")
	C.log_line(2)
}
