// publish copies the addresses of Go samples into a table of C memory with the copy function.
package main

// #include <stdlib.h>
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type sample struct {
	at    int64
	value float64
}

// board is a table of slots in C memory.
type board struct {
	slots []*sample
	used  int
}

func newBoard(n int) *board {
	mem := C.calloc(C.size_t(n), C.size_t(unsafe.Sizeof(uintptr(0))))
	return &board{slots: unsafe.Slice((**sample)(mem), n)}
}

func (b *board) publish(samples []*sample) int {
	n := copy(b.slots[b.used:], samples) // want BL401
	b.used += n
	return n
}

func (b *board) free() {
	C.free(unsafe.Pointer(unsafe.SliceData(b.slots)))
	b.slots = nil
}

func main() {
	b := newBoard(16)
	defer b.free()
	var batch []*sample
	for i, arg := range os.Args {
		batch = append(batch, &sample{int64(i), float64(len(arg))})
	}
	fmt.Println(b.publish(batch), b.used)
}
