// SPDX-License-Identifier: MIT

// Nil dereferences and bad addresses still become panics that recover.
package main

// #include <stdlib.h>
import "C"

import (
	"fmt"
	"runtime/debug"
	"sync"
	"syscall"
)

type node struct {
	pad  [100]int
	next *node
}

//go:noinline
func follow(n *node) (err interface{}) {
	defer func() { err = recover() }()
	return n.next.next
}

//go:noinline
func touch(b []byte) (err interface{}) {
	defer func() { err = recover() }()
	b[10] = 1
	return nil
}

func main() {
	C.free(C.malloc(100))
	fmt.Println(follow(nil))
	var wg sync.WaitGroup
	for i := 0; i < 50; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 20; j++ {
				C.free(C.malloc(100))
				if follow(&node{}) == nil {
					panic("no panic")
				}
			}
		}()
	}
	wg.Wait()
	debug.SetPanicOnFault(true)
	b, err := syscall.Mmap(-1, 0, 4096, syscall.PROT_NONE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	fmt.Println(touch(b) != nil)
}
