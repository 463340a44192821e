// The old name of an option comes from C.CString and goes to the library's own free function.
package main

/*
#include <stdlib.h>
#include "opt.h"
*/
import "C"

import "fmt"

// options maps the number of an option to its name in C memory.
type options struct {
	names map[int]*C.char
}

func (o *options) define(n int, name string) {
	if _, ok := o.names[n]; ok {
		return
	}
	o.names[n] = C.CString(name)
}

func (o *options) undefine(n int) error {
	p, ok := o.names[n]
	if !ok {
		return fmt.Errorf("option %d is not defined", n)
	}
	delete(o.names, n)
	C.opt_strfree(p) // want BL104
	return nil
}

func (o *options) name(n int) string {
	if p, ok := o.names[n]; ok {
		return C.GoString(p)
	}
	return ""
}

func main() {
	o := &options{names: make(map[int]*C.char)}
	o.define(1, "verbose")
	o.define(2, "jobs")
	fmt.Println(o.name(1), o.name(2))
	if err := o.undefine(1); err != nil {
		fmt.Println(err)
	}
}
