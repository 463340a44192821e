// SPDX-License-Identifier: MIT

//go:build go1.20

// A string that is a map's key has its bytes in C memory.
//
// Strings in Go never change, and maps rely on it: the key is hashed once,
// and compared with every key that is looked up. unsafe.String makes one over
// bytes that C takes back and writes over. The entry can then be found under
// no name, or under a wrong one.
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
	name := unsafe.String((*byte)(unsafe.Pointer(p)), len(client))
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
