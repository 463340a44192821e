// copyFile marks the output stream as closed, and its deferred function looks at the mark.
package main

/*
#include <stdio.h>
#include <stdlib.h>

static int put_byte(FILE *f, int c) { return fputc(c, f); }
*/
import "C"

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"unsafe"
)

func fopen(path, mode string) (*C.FILE, error) {
	cpath, cmode := C.CString(path), C.CString(mode)
	defer C.free(unsafe.Pointer(cpath))
	defer C.free(unsafe.Pointer(cmode))
	f, err := C.fopen(cpath, cmode)
	if f == nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return f, nil
}

func copyFile(path string, r io.ByteReader, limit int) error {
	out, err := fopen(path, "wb")
	if err != nil {
		return err
	}
	closed := false
	defer func() {
		if !closed {
			C.fclose(out)
		}
	}()
	for n := 0; ; n++ {
		c, err := r.ReadByte()
		if err == io.EOF {
			break
		}
		if err != nil || n == limit {
			C.fclose(out)
			closed = true
			os.Remove(path)
			return fmt.Errorf("%s: stopped after %d bytes", path, n)
		}
		C.put_byte(out, C.int(c))
	}
	closed = true
	if C.fclose(out) != 0 {
		return fmt.Errorf("%s: cannot write", path)
	}
	return nil
}

func main() {
	for _, path := range os.Args[1:] {
		if err := copyFile(path, bufio.NewReader(os.Stdin), 1<<20); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}
