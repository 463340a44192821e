// SPDX-License-Identifier: MIT

// One goroutine allocates, a second frees, a third writes.
package main

// #include <stdlib.h>
import "C"

import "unsafe"

//go:noinline
func makeOne(to chan<- *C.int) {
	to <- (*C.int)(C.calloc(10, 4)) // alloc
}

//go:noinline
func drop(p *C.int, done chan<- bool) {
	C.free(unsafe.Pointer(p)) // free
	done <- true
}

//go:noinline
func use(p *C.int, done chan<- bool) {
	(*[10]C.int)(unsafe.Pointer(p))[3] = 1 // access
	done <- true
}

func main() {
	made := make(chan *C.int)
	done := make(chan bool)
	go makeOne(made)
	p := <-made
	go drop(p, done)
	<-done
	go use(p, done)
	<-done
}
