// ring_push in ring.c copies the bytes of the Go buffer to memory of its own.
package main

// #include "ring.h"
import "C"

import (
	"errors"
	"fmt"
	"os"
	"unsafe"
)

var errFull = errors.New("ring is full")

// Queue is the sending side of a driver.
type Queue struct {
	ring *C.struct_ring
}

func NewQueue() *Queue { return &Queue{C.ring_new()} }

func (q *Queue) Submit(frame []byte) error {
	if C.ring_push(q.ring, unsafe.Pointer(&frame[0]), C.int(len(frame))) != 0 {
		return errFull
	}
	return nil
}

func (q *Queue) Flush() int { return int(C.ring_flush(q.ring)) }

func (q *Queue) Close() { C.ring_free(q.ring) }

func main() {
	q := NewQueue()
	defer q.Close()
	for _, arg := range os.Args {
		if err := q.Submit([]byte(arg)); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	fmt.Println(q.Flush())
}
