// The C list of drivers keeps each registered driver for good, so the Go map may forget it.
package main

/*
#include <stdlib.h>
#include "reg.h"
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// pending holds drivers that are not registered yet.
var pending = map[string]*C.struct_driver{}

func prepare(name string) error {
	if _, dup := pending[name]; dup {
		return fmt.Errorf("driver %s is pending", name)
	}
	cn := C.CString(name)
	defer C.free(unsafe.Pointer(cn))
	d := C.driver_new(cn)
	if d == nil {
		return fmt.Errorf("driver %s: out of memory", name)
	}
	pending[name] = d
	return nil
}

func registerAll() (n int) {
	for name, d := range pending {
		C.driver_register(d)
		delete(pending, name)
		n++
	}
	return n
}

func probe(name string) int {
	cn := C.CString(name)
	defer C.free(unsafe.Pointer(cn))
	d := C.driver_find(cn)
	if d == nil {
		return -1
	}
	d.probes++
	return int(d.probes)
}

func main() {
	for _, name := range []string{"uart", "spi", "uart"} {
		if err := prepare(name); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(registerAll(), probe("spi"), probe("i2c"))
}
