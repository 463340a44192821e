// SPDX-License-Identifier: MIT

//go:build go1.20

// C.GoString copies the bytes to Go memory, where nobody changes them.
package main

/*
#include <ctype.h>
#include <stdlib.h>

static void fold(char *s)
{
	for (; *s; s++)
		*s = tolower((unsigned char)*s);
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// hits counts requests by the name of the client, in lower case.
var hits = map[string]int{}

func hit(client string) {
	p := C.CString(client)
	defer C.free(unsafe.Pointer(p))
	C.fold(p)
	name := C.GoString(p)
	hits[name]++
}

// initials has the first letter of each name.
func initials() string {
	var letters []byte
	for name := range hits {
		letters = append(letters, name[0])
	}
	return string(letters)
}

func main() {
	hit("Gopher/1.0 (a browser for burrows)")
	fmt.Println("hits by", initials())
}
