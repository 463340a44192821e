// NewSink gives its buffer to log_attach, which keeps it in a C global, and frees it when the path is bad.
package main

// #include <stdlib.h>
// #include "log.h"
import "C"

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"unsafe"
)

// Sink is where the C library logs to.
type Sink struct {
	buf  unsafe.Pointer
	path string
}

func NewSink(path string, size int) (*Sink, error) {
	buf := C.calloc(1, C.size_t(size))
	if buf == nil {
		return nil, errors.New("log: out of memory")
	}
	C.log_attach((*C.char)(buf), C.size_t(size))
	if !filepath.IsAbs(path) {
		C.free(buf) // want BL102
		return nil, fmt.Errorf("log: %s is not absolute", path)
	}
	return &Sink{buf: buf, path: path}, nil
}

func (s *Sink) Flush() error {
	n := C.log_flush()
	text := C.GoStringN((*C.char)(s.buf), C.int(n))
	return os.WriteFile(s.path, []byte(text), 0o600)
}

func main() {
	for _, path := range os.Args[1:] {
		s, err := NewSink(path, 4096)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		C.log_line(C.int(len(path)))
		if err := s.Flush(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		return
	}
}
