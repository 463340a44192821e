// After gives the handle itself to a timer of C, as an integer.
package main

// #include "timer.h"
import "C"

import (
	"fmt"
	"os"
	"runtime/cgo"
)

//export goTimer
func goTimer(arg C.uintptr_t) {
	h := cgo.Handle(arg)
	h.Value().(func())()
	h.Delete()
}

// After calls f in a later tick.
func After(ticks int, f func()) {
	h := cgo.NewHandle(f)
	C.timer_add(C.int(ticks), C.uintptr_t(h))
}

func main() {
	for i, arg := range os.Args {
		After(i%3, func() { fmt.Println(i, arg) })
	}
	for range 4 {
		C.timer_tick()
	}
}
