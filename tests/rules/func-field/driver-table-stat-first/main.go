// probe calls stat through the driver's table of functions before it closes the device.
package main

/*
#include <stdlib.h>

struct dev { int kind; long blocks; };
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type driver struct {
	name  string
	open  func(unit int) *C.struct_dev
	stat  func(*C.struct_dev) int64
	close func(*C.struct_dev)
}

func open(kind, unit int) *C.struct_dev {
	d := (*C.struct_dev)(C.calloc(1, C.sizeof_struct_dev))
	d.kind = C.int(kind)
	d.blocks = C.long(unit * 64)
	return d
}

func closeDev(d *C.struct_dev) { C.free(unsafe.Pointer(d)) }

var drivers = []driver{
	{
		name:  "ram",
		open:  func(unit int) *C.struct_dev { return open(0, unit) },
		stat:  func(d *C.struct_dev) int64 { return int64(d.blocks) },
		close: closeDev,
	},
	{
		name: "disk",
		open: func(unit int) *C.struct_dev { return open(1, unit) },
		stat: func(d *C.struct_dev) int64 { return 8 * int64(d.blocks) },
		close: func(d *C.struct_dev) {
			d.blocks = 0
			closeDev(d)
		},
	},
}

func probe(name string, unit int) (int64, error) {
	for _, drv := range drivers {
		if drv.name != name {
			continue
		}
		d := drv.open(unit)
		n := drv.stat(d)
		drv.close(d)
		return n, nil
	}
	return 0, fmt.Errorf("no driver %q", name)
}

func main() {
	for i, name := range os.Args[1:] {
		n, err := probe(name, i)
		fmt.Println(name, n, err)
	}
}
