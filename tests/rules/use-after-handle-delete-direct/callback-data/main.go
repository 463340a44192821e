// The handle of a run is deleted, and then the result is asked of it.
package main

/*
#include "cb.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime/cgo"
)

type progress struct {
	steps int
	sum   int
}

var errSteps = errors.New("run: no steps")

//export goStep
func goStep(data C.uintptr_t, i C.int) {
	p := cgo.Handle(data).Value().(*progress)
	p.steps++
	p.sum += int(i)
}

func run(n int) (int, error) {
	if n <= 0 {
		return 0, errSteps
	}
	h := cgo.NewHandle(&progress{})
	C.run_steps(C.int(n), C.uintptr_t(h))
	h.Delete()
	p := h.Value().(*progress) // want BL112
	if p.steps != n {
		return 0, fmt.Errorf("run: %d of %d steps", p.steps, n)
	}
	return p.sum, nil
}

func main() {
	fmt.Println(run(10))
	fmt.Println(run(0))
}
