// SPDX-License-Identifier: MIT

// A goroutine gets a pointer, and the function that started it frees it.
//
// begin starts the upload and returns; its deferred free runs at once. The
// goroutine waits for its turn, and by then the name is gone. On a quiet
// machine the goroutine is often faster, and nothing happens.
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
	<-u.turn
	u.sent <- int(C.length(name))
}

func (u *upload) begin(name string) {
	p := C.CString(name)
	defer C.free(unsafe.Pointer(p))
	go u.run(p)
}

func main() {
	u := &upload{make(chan struct{}), make(chan int)}
	u.begin("report-of-the-year.pdf")
	close(u.turn)
	fmt.Println("sent", <-u.sent, "bytes of name")
}
