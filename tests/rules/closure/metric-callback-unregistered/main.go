// Watch unregisters the closure over the counter block before it frees the block on the error path.
package main

/*
#include <stdlib.h>

struct counters { unsigned long reads, writes; };

static int counters_attach(struct counters *c, int dev)
{
	c->reads = c->writes = 0;
	return dev < 0 || dev > 15 ? -1 : 0;
}
*/
import "C"

import (
	"fmt"
	"os"
	"strconv"
	"unsafe"
)

// gauges are read by the exporter every few seconds.
var gauges = map[string]func() uint64{}

func Watch(dev int) error {
	c := (*C.struct_counters)(C.calloc(1, C.sizeof_struct_counters))
	if c == nil {
		return os.ErrInvalid
	}
	name := "dev" + strconv.Itoa(dev)
	if _, dup := gauges[name]; dup {
		C.free(unsafe.Pointer(c))
		return fmt.Errorf("%s is watched", name)
	}
	gauges[name] = func() uint64 {
		return uint64(c.reads) + uint64(c.writes)
	}
	if C.counters_attach(c, C.int(dev)) != 0 {
		delete(gauges, name)
		C.free(unsafe.Pointer(c))
		return fmt.Errorf("%s: cannot attach", name)
	}
	return nil
}

func export() {
	for name, read := range gauges {
		fmt.Println(name, read())
	}
}

func main() {
	for _, arg := range os.Args[1:] {
		dev, err := strconv.Atoi(arg)
		if err == nil {
			err = Watch(dev)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	export()
}
