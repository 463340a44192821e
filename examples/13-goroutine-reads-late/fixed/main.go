// SPDX-License-Identifier: MIT

// The goroutine that uses the name last is the one that frees it.
package main

/*
#include <stdlib.h>

static int length(const char *s)
{
	int n = 0;

	while (s[n])
		n++;
	return n;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type upload struct {
	turn chan struct{}
	sent chan int
}

func (u *upload) run(name *C.char) {
	defer C.free(unsafe.Pointer(name))
	<-u.turn
	u.sent <- int(C.length(name))
}

func (u *upload) begin(name string) {
	p := C.CString(name)
	go u.run(p)
}

func main() {
	u := &upload{make(chan struct{}), make(chan int)}
	u.begin("report-of-the-year.pdf")
	close(u.turn)
	fmt.Println("sent", <-u.sent, "bytes of name")
}
