// SPDX-License-Identifier: MIT

// C keeps the number of the handle.
//
// The number is no pointer of Go, and stays good until Delete.
package main

/*
#include <stdint.h>

typedef void event_fn(uintptr_t data, int n);

static event_fn *handler;
static uintptr_t handler_data;

static void on_event(event_fn *fn, uintptr_t data)
{
	handler = fn;
	handler_data = data;
}

static void fire(int n)
{
	if (handler)
		handler(handler_data, n);
}

extern void goEvent(uintptr_t data, int n);
*/
import "C"

import (
	"fmt"
	"runtime/cgo"
)

//export goEvent
func goEvent(data C.uintptr_t, n C.int) {
	h := cgo.Handle(data)
	h.Value().(func(int))(int(n))
}

func watch(f func(int)) {
	h := cgo.NewHandle(f)
	C.on_event((*C.event_fn)(C.goEvent), C.uintptr_t(h))
}

func main() {
	watch(func(n int) { fmt.Println("event", n) })
	C.fire(1)
}
