// Close is called by hand and by defer, and does nothing the second time because the pointer is nil.
package main

/*
#include <stdlib.h>

struct inflate { int window_bits; unsigned char window[512]; };
*/
import "C"

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"unsafe"
)

var errClosed = errors.New("inflate: reader is closed")

type Reader struct {
	src *bufio.Reader
	st  *C.struct_inflate
}

func NewReader(r io.Reader) *Reader {
	st := (*C.struct_inflate)(C.calloc(1, C.sizeof_struct_inflate))
	st.window_bits = 9
	return &Reader{bufio.NewReader(r), st}
}

func (r *Reader) Read(b []byte) (int, error) {
	if r.st == nil {
		return 0, errClosed
	}
	n, err := r.src.Read(b)
	for i, c := range b[:n] {
		r.st.window[i&511] = C.uchar(c)
	}
	return n, err
}

func (r *Reader) Close() error {
	if r.st == nil {
		return errClosed
	}
	C.free(unsafe.Pointer(r.st))
	r.st = nil
	return nil
}

func size(b []byte) (int64, error) {
	r := NewReader(bytes.NewReader(b))
	defer r.Close()
	n, err := io.Copy(io.Discard, r)
	if err != nil {
		return 0, err
	}
	if err := r.Close(); err != nil {
		return 0, err
	}
	_, err = r.Read(nil)
	if err != errClosed {
		return 0, err
	}
	return n, nil
}

func main() {
	for _, arg := range os.Args {
		fmt.Println(size([]byte(arg)))
	}
}
