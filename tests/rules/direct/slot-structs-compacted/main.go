// Close takes the slot out of the slice of structs with slices.Delete and frees its buffer.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"unsafe"
)

type slot struct {
	buf  *C.char
	fill int
	name string
}

// Mux writes to several outputs, each with a buffer of its own.
type Mux struct {
	slots []slot
}

func (m *Mux) Open(name string) {
	buf := (*C.char)(C.malloc(256))
	m.slots = append(m.slots, slot{buf: buf, name: name})
}

func (m *Mux) Write(b byte) error {
	for i := range m.slots {
		s := &m.slots[i]
		if s.fill == 256 {
			return errors.New(s.name + " is full")
		}
		*(*byte)(unsafe.Add(unsafe.Pointer(s.buf), s.fill)) = b
		s.fill++
	}
	return nil
}

func (m *Mux) Close(i int) int {
	s := &m.slots[i]
	n := s.fill
	buf := s.buf
	m.slots = slices.Delete(m.slots, i, i+1)
	C.free(unsafe.Pointer(buf))
	return n
}

func main() {
	var m Mux
	for _, arg := range os.Args {
		m.Open(arg)
	}
	m.Open("null")
	fmt.Println(m.Write('a'))
	fmt.Println(m.Close(0), len(m.slots))
}
