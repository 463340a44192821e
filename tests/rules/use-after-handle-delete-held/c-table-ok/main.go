// The C loop forgets the handle before it is deleted.
package main

/*
#include "loop.h"
*/
import "C"

import (
	"fmt"
	"runtime/cgo"
)

type watcher struct {
	fd    int
	ready int
	h     cgo.Handle
}

//export goReady
func goReady(data C.uintptr_t) {
	w := cgo.Handle(data).Value().(*watcher)
	w.ready++
}

func watch(fd int) (*watcher, error) {
	w := &watcher{fd: fd}
	h := cgo.NewHandle(w)
	if C.loop_watch(C.int(fd), C.uintptr_t(h)) != 0 {
		h.Delete()
		return nil, fmt.Errorf("watch: descriptor %d is taken or out of range", fd)
	}
	w.h = h
	return w, nil
}

func (w *watcher) stop() {
	if w.h == 0 {
		return
	}
	C.loop_unwatch(C.int(w.fd))
	w.h.Delete()
	w.h = 0
}

func main() {
	w, err := watch(5)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer w.stop()
	fmt.Println(C.loop_poll(1<<5), w.ready)
}
