// The entry leaves the callback table before the watch, whose address is its key, is freed.
package main

/*
#include "watch.h"
*/
import "C"

import (
	"fmt"
	"sync"
	"sync/atomic"
)

var callbacks sync.Map

//export goWatchEvent
func goWatchEvent(w *C.struct_watch, mask C.int) {
	if f, ok := callbacks.Load(w); ok {
		f.(func(int))(int(mask))
	}
}

func with(fd int, f func(int), body func(w *C.struct_watch)) error {
	w := C.watch_add(C.int(fd))
	if w == nil {
		return fmt.Errorf("watch %d: out of memory", fd)
	}
	callbacks.Store(w, f)
	// Deferred calls run last first: the entry goes, then the block.
	defer C.watch_remove(w)
	defer callbacks.Delete(w)
	body(w)
	return nil
}

func main() {
	var events atomic.Int64
	var wg sync.WaitGroup
	for fd := 3; fd < 7; fd++ {
		wg.Add(1)
		go func(fd int) {
			defer wg.Done()
			err := with(fd, func(mask int) { events.Add(int64(mask)) },
				func(w *C.struct_watch) { C.watch_fire(w, 1) })
			if err != nil {
				fmt.Println(err)
			}
		}(fd)
	}
	wg.Wait()
	fmt.Println(events.Load())
}
