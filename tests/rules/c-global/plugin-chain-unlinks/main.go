// plugin_unload in plugin.c takes the plugin out of the chain that starts at the C global first, and frees it.
package main

// #include <stdlib.h>
// #include "plugin.h"
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type registry struct {
	ids   map[string]int
	loads int
}

func (r *registry) load(name string) int {
	if id, ok := r.ids[name]; ok {
		return id
	}
	cname := C.CString(name)
	defer C.free(unsafe.Pointer(cname))
	id := int(C.plugin_load(cname))
	r.ids[name] = id
	r.loads++
	return id
}

func (r *registry) unload(name string) {
	if id, ok := r.ids[name]; ok {
		delete(r.ids, name)
		C.plugin_unload(C.int(id))
	}
}

func main() {
	r := &registry{ids: make(map[string]int)}
	for _, arg := range os.Args {
		fmt.Println(r.load(arg))
	}
	r.unload(os.Args[0])
	fmt.Println(C.plugin_run())
}
