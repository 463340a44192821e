// The C string is only the argument; what the map holds was made by the library and goes back to it.
package main

/*
#include <stdlib.h>
#include "opt.h"
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type options struct {
	names map[int]*C.char
}

func (o *options) define(n int, name string) bool {
	if _, ok := o.names[n]; ok {
		return false
	}
	cs := C.CString(name)
	defer C.free(unsafe.Pointer(cs))
	p := C.opt_strdup(cs)
	if p == nil {
		return false
	}
	o.names[n] = p
	return true
}

func (o *options) undefine(n int) error {
	p, ok := o.names[n]
	if !ok {
		return fmt.Errorf("option %d is not defined", n)
	}
	delete(o.names, n)
	C.opt_strfree(p)
	return nil
}

func main() {
	o := &options{names: make(map[int]*C.char)}
	fmt.Println(o.define(1, "verbose"), o.define(2, "jobs"))
	if err := o.undefine(1); err != nil {
		fmt.Println(err)
	}
}
