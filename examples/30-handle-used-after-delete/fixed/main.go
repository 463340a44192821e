// SPDX-License-Identifier: MIT

// The watcher leaves the map before its handle is deleted.
package main

/*
#include <stdint.h>
*/
import "C"

import (
	"fmt"
	"runtime/cgo"
)

type watcher struct {
	name   string
	events int
}

// watchers has what C was given, by the name of the file.
var watchers = map[string]C.uintptr_t{}

func watch(name string) {
	h := cgo.NewHandle(&watcher{name: name})
	watchers[name] = C.uintptr_t(h)
}

func cancel(name string) {
	h := cgo.Handle(watchers[name])
	delete(watchers, name)
	h.Delete()
}

// event is what C calls when a file changes.
func event() {
	for _, data := range watchers {
		w := cgo.Handle(data).Value().(*watcher)
		w.events++
		fmt.Println(w.name, w.events)
	}
}

func main() {
	watch("notes.txt")
	event()
	cancel("notes.txt")
	event()
}
