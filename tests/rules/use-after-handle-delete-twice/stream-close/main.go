// A failed start deletes the handle of the stream, and so does the abort that it then calls.
package main

/*
#include <stdint.h>

static int stream_start(uintptr_t data, int rate)
{
	return rate > 0 && data ? 0 : -22;
}
*/
import "C"

import (
	"fmt"
	"runtime/cgo"
)

type stream struct {
	h    cgo.Handle
	rate int
	buf  []float32
}

func (s *stream) abort() {
	s.buf = nil
	s.h.Delete()
}

func start(rate int) (*stream, error) {
	s := &stream{rate: rate, buf: make([]float32, 1024)}
	s.h = cgo.NewHandle(s)
	if rc := C.stream_start(C.uintptr_t(s.h), C.int(rate)); rc != 0 {
		s.h.Delete()
		s.abort() // want BL112
		return nil, fmt.Errorf("stream at %d Hz: code %d", rate, int(rc))
	}
	return s, nil
}

func main() {
	s, err := start(48000)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.abort()
	fmt.Println(len(s.buf))
}
