// SPDX-License-Identifier: MIT

// log.c copies the prefix, so the caller may free it at once.
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
