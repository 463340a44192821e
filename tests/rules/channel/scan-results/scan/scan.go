package scan

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"errors"
	"io"
	"unsafe"
)

const bufSize = 1 << 16

type Hit struct {
	Off  int
	Text []byte
}

// Scan reads one buffer from r and sends every piece that ends with sep.
func Scan(r io.Reader, sep byte, out chan<- Hit) error {
	buf := C.malloc(bufSize)
	if buf == nil {
		return errors.New("scan: out of memory")
	}
	defer C.free(buf) // or BL102|BL101
	b := unsafe.Slice((*byte)(buf), bufSize)
	n, err := io.ReadFull(r, b)
	if err != nil && err != io.ErrUnexpectedEOF {
		return err
	}
	for off := 0; off < n; {
		at := C.memchr(unsafe.Add(buf, off), C.int(sep), C.size_t(n-off))
		if at == nil {
			break
		}
		end := int(uintptr(at)-uintptr(buf)) + 1
		out <- Hit{off, b[off:end]} // or BL102|BL101
		off = end
	}
	return nil
}
