// family frees the list that getaddrinfo made and then reads the family of its first member.
package main

/*
#include <sys/types.h>
#include <sys/socket.h>
#include <netdb.h>
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type resolver struct {
	flags C.int
	asked int
}

// family answers the address family that host has first, and how many
// addresses there are.
func (r *resolver) family(host string) (fam, n int, err error) {
	r.asked++
	chost := C.CString(host)
	defer C.free(unsafe.Pointer(chost))
	hints := C.struct_addrinfo{ai_flags: r.flags, ai_socktype: C.SOCK_STREAM}
	var res *C.struct_addrinfo
	if rc := C.getaddrinfo(chost, nil, &hints, &res); rc != 0 {
		return 0, 0, fmt.Errorf("%s: %s", host, C.GoString(C.gai_strerror(rc)))
	}
	for ai := res; ai != nil; ai = ai.ai_next {
		n++
	}
	C.freeaddrinfo(res)
	return int(res.ai_family), n, nil // want BL101
}

func main() {
	r := &resolver{flags: C.AI_NUMERICHOST}
	for _, host := range append(os.Args[1:], "127.0.0.1") {
		fam, n, err := r.family(host)
		fmt.Println(host, fam, n, err)
	}
}
