// The state of a device lies in C memory as a Go struct, and gets a Go string and a Go map.
package main

// #include <stdlib.h>
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type state struct {
	irqs   uint64
	name   string
	labels map[string]string
}

// device has its state where the collector does not look.
type device struct{ st *state }

func probe(name string) (*device, error) {
	mem := C.calloc(1, C.size_t(unsafe.Sizeof(state{})))
	if mem == nil {
		return nil, fmt.Errorf("%s: out of memory", name)
	}
	d := &device{(*state)(mem)}
	d.st.name = name                      // or BL401
	d.st.labels = make(map[string]string) // or BL401
	return d, nil
}

func (d *device) label(k, v string) { d.st.labels[k] = v }

func (d *device) remove() {
	C.free(unsafe.Pointer(d.st))
	d.st = nil
}

func main() {
	for i, arg := range os.Args {
		d, err := probe("dev:" + arg)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		d.label("slot", fmt.Sprint(i))
		d.st.irqs++
		fmt.Println(d.st.name, d.st.labels["slot"])
		d.remove()
	}
}
