// SPDX-License-Identifier: MIT

// Collections run all the time while C memory comes and goes.
package main

// #include <stdlib.h>
// #include <string.h>
import "C"

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"
)

type owner struct {
	p *C.char
}

func newOwner(n int) *owner {
	o := &owner{(*C.char)(C.malloc(C.size_t(n)))}
	C.memset(unsafe.Pointer(o.p), C.int(n&0x7f), C.size_t(n))
	runtime.SetFinalizer(o, func(o *owner) { C.free(unsafe.Pointer(o.p)) })
	return o
}

func main() {
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			live := map[int]*owner{}
			for j := 0; j < 2000; j++ {
				n := i*1000 + j%500 + 1
				live[j%50] = newOwner(n)
				if int(*live[j%50].p) != n&0x7f {
					panic("changed")
				}
				runtime.KeepAlive(live[j%50])
			}
		}(i)
	}
	wg.Wait()
	close(stop)
	fmt.Println("8000 owners")
}
