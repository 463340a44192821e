// Views borrow the block of their parent and are marked as such; only the owner frees.
package main

/*
#include <stdlib.h>

static float *floats(size_t n)
{
	return calloc(n, sizeof(float));
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

type tensor struct {
	data  *C.float
	n     int
	owned bool
}

var errTensor = errors.New("tensor: out of memory")

func zeros(n int) (*tensor, error) {
	p := C.floats(C.size_t(n))
	if p == nil {
		return nil, errTensor
	}
	return &tensor{data: p, n: n, owned: true}, nil
}

// view borrows elements from..to.
func (t *tensor) view(from, to int) *tensor {
	p := unsafe.Add(unsafe.Pointer(t.data), uintptr(from)*unsafe.Sizeof(*t.data))
	return &tensor{data: (*C.float)(p), n: to - from}
}

func (t *tensor) fill(v float32) {
	for i, s := 0, unsafe.Slice((*float32)(t.data), t.n); i < len(s); i++ {
		s[i] = v
	}
}

func (t *tensor) free() {
	if t.owned {
		C.free(unsafe.Pointer(t.data))
	}
	t.data, t.n, t.owned = nil, 0, false
}

func main() {
	vars := make(map[string]*tensor)
	w, err := zeros(16)
	if err != nil {
		fmt.Println(err)
		return
	}
	vars["w"] = w
	vars["w.head"] = w.view(0, 4)
	vars["w.tail"] = w.view(12, 16)
	vars["w.tail"].fill(2)
	sum := float32(0)
	for _, v := range unsafe.Slice((*float32)(w.data), w.n) {
		sum += v
	}
	fmt.Println(sum)
	for _, name := range []string{"w.head", "w.tail", "w"} {
		vars[name].free()
		delete(vars, name)
	}
}
