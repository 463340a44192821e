// The exported destructor deletes the handle first and takes the plugin out of it for the log afterwards.
package main

/*
#include "plugin.h"
*/
import "C"

import (
	"fmt"
	"log"
	"runtime/cgo"
)

type plugin struct {
	name  string
	calls map[int]int
}

//export goPluginCall
func goPluginCall(self C.uintptr_t, arg C.int) C.int {
	p, ok := cgo.Handle(self).Value().(*plugin)
	if !ok {
		return -1
	}
	p.calls[int(arg)%4]++
	return 0
}

//export goPluginDestroy
func goPluginDestroy(self C.uintptr_t) {
	h := cgo.Handle(self)
	h.Delete()
	p := cgo.Handle(self).Value().(*plugin) // want BL112
	log.Printf("plugin %s: %d kinds of call", p.name, len(p.calls))
	p.calls = nil
}

func start(name string, n int) error {
	h := cgo.NewHandle(&plugin{name: name, calls: make(map[int]int)})
	if rc := C.plugin_run(C.uintptr_t(h), C.int(n)); rc != 0 {
		return fmt.Errorf("plugin %s: code %d", name, int(rc))
	}
	return nil
}

func main() {
	for _, name := range []string{"zip", "tar"} {
		if err := start(name, 10); err != nil {
			fmt.Println(err)
		}
	}
}
