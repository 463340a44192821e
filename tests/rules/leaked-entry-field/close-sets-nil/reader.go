// Package reader closes a reader by setting its C buffer to nil, which drops the last pointer to it.
package reader

/*
#include <stdlib.h>
#include <string.h>

static int fill(char *buf, size_t cap, int seed)
{
	memset(buf, 'a' + seed % 26, cap);
	return (int)(cap / 2);
}
*/
import "C"

import (
	"errors"
	"io"
	"unsafe"
)

const bufSize = 8192

// ErrNoMemory says that the C heap is exhausted.
var ErrNoMemory = errors.New("reader: out of memory")

// Reader reads from a device through a buffer that the driver fills.
type Reader struct {
	buf  unsafe.Pointer
	seed int
}

// Open makes a reader.
func Open(seed int) (*Reader, error) {
	p := C.malloc(bufSize)
	if p == nil {
		return nil, ErrNoMemory
	}
	return &Reader{buf: p, seed: seed}, nil
}

// Read fills b from the device.
func (r *Reader) Read(b []byte) (int, error) {
	if r.buf == nil {
		return 0, io.ErrClosedPipe
	}
	n := int(C.fill((*C.char)(r.buf), bufSize, C.int(r.seed)))
	if n <= 0 {
		return 0, io.EOF
	}
	return copy(b, unsafe.Slice((*byte)(r.buf), n)), nil
}

// Close ends the reader; a second Close does nothing.
func (r *Reader) Close() error {
	if r.buf == nil {
		return nil
	}
	r.buf = nil // want BL105
	return nil
}
