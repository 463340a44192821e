// SPDX-License-Identifier: MIT

// The number leaves the map before the address can be handed out again.
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
	delete(accounts, uintptr(unsafe.Pointer(s)))
	C.free(unsafe.Pointer(s))
}

func main() {
	serve(3, "alice")
	serve(4, "")
}
