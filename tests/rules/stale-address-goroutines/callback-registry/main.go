// The callback table is a sync.Map keyed by the watch's address, and the watch is freed before its entry goes.
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

// callbacks maps a *C.struct_watch to its func(int).
var callbacks sync.Map

//export goWatchEvent
func goWatchEvent(w *C.struct_watch, mask C.int) {
	if f, ok := callbacks.Load(w); ok {
		f.(func(int))(int(mask))
	}
}

func watch(fd int, f func(int)) (*C.struct_watch, error) {
	w := C.watch_add(C.int(fd))
	if w == nil {
		return nil, fmt.Errorf("watch %d: out of memory", fd)
	}
	callbacks.Store(w, f)
	return w, nil
}

func unwatch(w *C.struct_watch) {
	C.watch_remove(w) // want BL109
	callbacks.Delete(w)
}

func main() {
	var events atomic.Int64
	var wg sync.WaitGroup
	for fd := 3; fd < 7; fd++ {
		wg.Add(1)
		go func(fd int) {
			defer wg.Done()
			w, err := watch(fd, func(mask int) { events.Add(int64(mask)) })
			if err != nil {
				return
			}
			C.watch_fire(w, 1)
			unwatch(w)
		}(fd)
	}
	wg.Wait()
	fmt.Println(events.Load())
}
