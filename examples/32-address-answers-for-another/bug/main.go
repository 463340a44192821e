// SPDX-License-Identifier: MIT

// An address is a key, and the next block at that address answers to it.
//
// The map holds numbers, so nothing in it dangles. But malloc hands a freed
// block out again, and then the account of a stranger is found under the
// address of the new session. Whether that happens is up to malloc.
package main

/*
#include <stdlib.h>

struct session {
	int fd;
};
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// accounts says who has logged in, by the address of the session.
var accounts = map[uintptr]string{}

func open(fd int) *C.struct_session {
	s := (*C.struct_session)(C.malloc(C.sizeof_struct_session))
	s.fd = C.int(fd)
	return s
}

func login(s *C.struct_session, name string) {
	accounts[uintptr(unsafe.Pointer(s))] = name
}

func account(s *C.struct_session) string {
	if name, ok := accounts[uintptr(unsafe.Pointer(s))]; ok {
		return name
	}
	return "nobody"
}

func serve(fd int, name string) {
	s := open(fd)
	fmt.Println("hello", account(s))
	if name != "" {
		login(s, name)
	}
	C.free(unsafe.Pointer(s))
}

func main() {
	serve(3, "alice")
	serve(4, "")
}
