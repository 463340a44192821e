// After copies the handle to C memory, and the timer gets the address of that.
package main

// #include "timer.h"
// #include <stdlib.h>
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
	C.free(arg)
}

// After calls f in a later tick.
func After(ticks int, f func()) {
	h := cgo.NewHandle(f)
	p := C.malloc(C.size_t(unsafe.Sizeof(h)))
	*(*cgo.Handle)(p) = h
	C.timer_add(C.int(ticks), p)
}

func main() {
	for i, arg := range os.Args {
		After(i%3, func() { fmt.Println(i, arg) })
	}
	for range 4 {
		C.timer_tick()
	}
}
