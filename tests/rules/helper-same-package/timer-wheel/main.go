// fire releases a one-shot timer, and cancel, which is called after it on the same timer, releases it again.
package main

/*
#include <stdlib.h>

struct timer {
	long due;
	int periodic;
	int hits;
};
*/
import "C"

import (
	"fmt"
	"unsafe"
)

func newTimer(due int, periodic bool) *C.struct_timer {
	t := (*C.struct_timer)(C.calloc(1, C.sizeof_struct_timer))
	t.due = C.long(due)
	if periodic {
		t.periodic = 1
	}
	return t
}

func cancel(t *C.struct_timer) {
	C.free(unsafe.Pointer(t))
}

// fire runs t once, and answers whether t is still there.
func fire(t *C.struct_timer) bool {
	t.hits++
	if t.periodic == 0 {
		cancel(t)
		return false
	}
	t.due += 10
	return true
}

func runOnce(due int) int {
	now := 0
	t := newTimer(due, false)
	for int(t.due) > now {
		now++
	}
	if alive := fire(t); !alive {
		cancel(t) // want BL103
	}
	return now
}

func main() {
	fmt.Println(runOnce(3), runOnce(5))
}
