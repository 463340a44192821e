// SPDX-License-Identifier: MIT

// A handle for a Go value is deleted while C may still ask for the value.
//
// The handle is a number that C can keep, and watchers has that number, too.
// cancel deletes the handle and leaves the watcher where it is, so the next
// event turns a dead number into a value, and cgo panics.
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
