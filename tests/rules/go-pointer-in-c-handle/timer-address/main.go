// After gives the address of a handle on its stack to a timer of C, which fires later.
package main

// #include "timer.h"
import "C"

import (
	"fmt"
	"os"
	"runtime/cgo"
	"unsafe"
)

//export goTimer
func goTimer(arg unsafe.Pointer) {
	h := *(*cgo.Handle)(arg)
	h.Value().(func())()
	h.Delete()
}

// After calls f in a later tick.
func After(ticks int, f func()) {
	h := cgo.NewHandle(f)
	C.timer_add(C.int(ticks), unsafe.Pointer(&h)) // want BL401
}

func main() {
	for i, arg := range os.Args {
		After(i%3, func() { fmt.Println(i, arg) })
	}
	for range 4 {
		C.timer_tick()
	}
}
