// SPDX-License-Identifier: MIT

// C keeps the address of a variable that has a handle.
//
// A cgo.Handle is a number that C may keep for as long as it likes. What it
// keeps here is the address of the Go variable h, which is gone when watch
// has returned: the callback reads its number from memory that is used for
// something else.
package main

/*
typedef void event_fn(void *data, int n);

static event_fn *handler;
static void *handler_data;

static void on_event(event_fn *fn, void *data)
{
	handler = fn;
	handler_data = data;
}

static void fire(int n)
{
	if (handler)
		handler(handler_data, n);
}

extern void goEvent(void *data, int n);
*/
import "C"

import (
	"fmt"
	"runtime/cgo"
	"unsafe"
)

//export goEvent
func goEvent(data unsafe.Pointer, n C.int) {
	h := *(*cgo.Handle)(data)
	h.Value().(func(int))(int(n))
}

func watch(f func(int)) {
	h := cgo.NewHandle(f)
	C.on_event((*C.event_fn)(C.goEvent), unsafe.Pointer(&h))
}

func main() {
	watch(func(n int) { fmt.Println("event", n) })
	C.fire(1)
}
