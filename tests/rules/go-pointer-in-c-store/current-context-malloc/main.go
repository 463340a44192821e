// enter points a global variable of C at a context that calloc made.
package main

// #include <stdlib.h>
// #include "context.h"
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type evaluator struct {
	name string
	ctx  *C.struct_context
}

func newEvaluator(name string, limit int) *evaluator {
	ctx := (*C.struct_context)(C.calloc(1, C.sizeof_struct_context))
	ctx.limit = C.int(limit)
	return &evaluator{name: name, ctx: ctx}
}

func (e *evaluator) close() {
	C.free(unsafe.Pointer(e.ctx))
	e.ctx = nil
}

func (e *evaluator) enter() {
	C.current = e.ctx
}

func (e *evaluator) eval(expr string) (steps int) {
	e.enter()
	for range expr {
		if C.deeper() == 0 {
			break
		}
		steps++
	}
	C.current = nil
	return steps
}

func main() {
	for _, arg := range os.Args {
		e := newEvaluator(arg, 6)
		fmt.Println(e.name, e.eval(arg))
		e.close()
	}
}
