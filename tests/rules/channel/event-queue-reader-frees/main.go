// post sends the event to the dispatcher, which frees it when it was handled.
package main

/*
#include <stdlib.h>

struct event { int type; int x, y; };
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errFull = errors.New("event queue is full")

// queue is drained by dispatch between two frames.
var queue = make(chan *C.struct_event, 64)

func post(kind, x, y int) error {
	ev := (*C.struct_event)(C.calloc(1, C.sizeof_struct_event))
	ev._type = C.int(kind)
	ev.x, ev.y = C.int(x), C.int(y)
	select {
	case queue <- ev:
	default:
		C.free(unsafe.Pointer(ev))
		return errFull
	}
	return nil
}

func dispatch() (handled int) {
	for {
		select {
		case ev := <-queue:
			if ev._type != 0 {
				handled += int(ev.x) * int(ev.y)
			}
			C.free(unsafe.Pointer(ev))
		default:
			return handled
		}
	}
}

func main() {
	for i := 0; i < 70; i++ {
		if err := post(i%2, i, 1); err != nil {
			fmt.Println(i, err)
		}
	}
	fmt.Println(dispatch())
}
