// Flush frees the block in the current place of the ring and empties the place.
package main

/*
#include <stdlib.h>

struct block { double sum; int n; };
*/
import "C"

import (
	"container/ring"
	"fmt"
	"os"
	"strconv"
	"unsafe"
)

// Window keeps the last blocks of samples.
type Window struct {
	cur *ring.Ring
}

func NewWindow(n int) *Window { return &Window{ring.New(n)} }

func (w *Window) Add(v float64) {
	b, ok := w.cur.Value.(*C.struct_block)
	if !ok {
		b = (*C.struct_block)(C.calloc(1, C.sizeof_struct_block))
		w.cur.Value = b
	}
	b.sum += C.double(v)
	b.n++
}

// Flush drops the current block and steps to the next place.
func (w *Window) Flush() float64 {
	b, ok := w.cur.Value.(*C.struct_block)
	if !ok {
		return 0
	}
	mean := float64(b.sum) / float64(b.n)
	C.free(unsafe.Pointer(b))
	w.cur.Value = nil
	w.cur = w.cur.Next()
	return mean
}

func main() {
	w := NewWindow(4)
	for _, arg := range os.Args[1:] {
		if v, err := strconv.ParseFloat(arg, 64); err == nil {
			w.Add(v)
		}
	}
	fmt.Println(w.Flush())
}
