// SPDX-License-Identifier: MIT

// A panic that nobody recovers ends the program with status 2, as always.
package main

// #include <stdlib.h>
import "C"

import "fmt"

func main() {
	C.free(C.malloc(100))
	fmt.Println("before")
	panic("on purpose")
}
