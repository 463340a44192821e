// Resize frees the old front and back buffers after both fields got new ones; Flip only exchanges them.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errNoMemory = errors.New("screen: out of memory")

// Screen draws on the back buffer and shows the front buffer.
type Screen struct {
	front, back unsafe.Pointer
	w, h        int
}

func (s *Screen) Resize(w, h int) error {
	n := C.size_t(4 * w * h)
	front := C.malloc(n)
	if front == nil {
		return errNoMemory
	}
	back := C.malloc(n)
	if back == nil {
		C.free(front)
		return errNoMemory
	}
	oldFront, oldBack := s.front, s.back
	s.front, s.back = front, back
	s.w, s.h = w, h
	C.free(oldFront)
	C.free(oldBack)
	C.memset(s.front, 0, n)
	C.memset(s.back, 0, n)
	return nil
}

func (s *Screen) Flip() {
	s.front, s.back = s.back, s.front
}

func (s *Screen) Set(x, y int, c byte) {
	*(*byte)(unsafe.Add(s.back, 4*(y*s.w+x))) = c
}

func (s *Screen) Get(x, y int) byte {
	return *(*byte)(unsafe.Add(s.front, 4*(y*s.w+x)))
}

func (s *Screen) Close() {
	C.free(s.front)
	C.free(s.back)
	s.front, s.back = nil, nil
}

func main() {
	var s Screen
	defer s.Close()
	for i := 1; i < 4; i++ {
		if err := s.Resize(i*2, i); err != nil {
			fmt.Println(err)
			return
		}
		s.Set(1, 0, byte(i))
		s.Flip()
		fmt.Println(s.Get(1, 0))
	}
}
