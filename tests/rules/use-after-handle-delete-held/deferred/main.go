// register defers the Delete of the handle that it stores in the global table for later callbacks.
package main

/*
#include <stdint.h>

static int attach(uintptr_t h, int slot)
{
	return h && slot >= 0 && slot < 8 ? 0 : -1;
}
*/
import "C"

import (
	"fmt"
	"runtime/cgo"
	"sync"
)

type device struct {
	slot  int
	ticks int
}

var (
	mu      sync.Mutex
	devices = map[int]cgo.Handle{}
)

func register(slot int) error {
	h := cgo.NewHandle(&device{slot: slot})
	defer h.Delete() // want BL112
	if rc := C.attach(C.uintptr_t(h), C.int(slot)); rc != 0 {
		return fmt.Errorf("device %d: cannot attach", slot)
	}
	mu.Lock()
	defer mu.Unlock()
	devices[slot] = h
	return nil
}

func tick(slot int) int {
	mu.Lock()
	defer mu.Unlock()
	h, ok := devices[slot]
	if !ok {
		return -1
	}
	d := h.Value().(*device) // may BL112
	d.ticks++
	return d.ticks
}

func main() {
	for slot := 6; slot < 10; slot++ {
		if err := register(slot); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(tick(9))
}
