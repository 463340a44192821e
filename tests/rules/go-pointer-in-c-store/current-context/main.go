// enter points a global variable of C at a context that Go allocated.
package main

// #include "context.h"
import "C"

import (
	"fmt"
	"os"
)

type evaluator struct {
	name string
	ctx  *C.struct_context
}

func newEvaluator(name string, limit int) *evaluator {
	return &evaluator{name: name, ctx: &C.struct_context{limit: C.int(limit)}}
}

func (e *evaluator) enter() {
	C.current = e.ctx // want BL401
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
	}
}
