// The counters of a device lie in C memory, and its name and labels beside them in the Go struct.
package main

// #include <stdlib.h>
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type state struct {
	irqs  uint64
	short [16]byte
}

// device has its state where the collector does not look.
type device struct {
	st     *state
	name   string
	labels map[string]string
}

func probe(name string) (*device, error) {
	mem := C.calloc(1, C.size_t(unsafe.Sizeof(state{})))
	if mem == nil {
		return nil, fmt.Errorf("%s: out of memory", name)
	}
	d := &device{(*state)(mem), name, make(map[string]string)}
	copy(d.st.short[:], name)
	return d, nil
}

func (d *device) label(k, v string) { d.labels[k] = v }

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
		fmt.Println(d.name, d.labels["slot"])
		d.remove()
	}
}
