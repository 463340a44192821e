// Finish releases the window of the compressor and then calls flush, which reads the window.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"bufio"
	"io"
	"log"
	"os"
	"unsafe"
)

const windowSize = 4096

// Writer collects input in a window of C memory, where the matcher works.
type Writer struct {
	out    *bufio.Writer
	window *C.uchar
	fill   int
}

func NewWriter(w io.Writer) *Writer {
	return &Writer{
		out:    bufio.NewWriter(w),
		window: (*C.uchar)(C.malloc(windowSize)),
	}
}

func (w *Writer) Write(b []byte) (int, error) {
	for _, c := range b {
		if w.fill == windowSize {
			if err := w.flush(); err != nil {
				return 0, err
			}
		}
		*w.at(w.fill) = c
		w.fill++
	}
	return len(b), nil
}

func (w *Writer) at(i int) *byte {
	return (*byte)(unsafe.Add(unsafe.Pointer(w.window), i))
}

func (w *Writer) flush() error {
	for i := 0; i < w.fill; i++ {
		if err := w.out.WriteByte(*w.at(i)); err != nil {
			return err
		}
	}
	w.fill = 0
	return w.out.Flush()
}

func (w *Writer) release() { C.free(unsafe.Pointer(w.window)) }

// Finish ends the archive. The writer must not be used after it.
func (w *Writer) Finish() error {
	w.release()
	return w.flush() // want BL101
}

func main() {
	w := NewWriter(os.Stdout)
	if _, err := io.Copy(w, os.Stdin); err != nil {
		log.Print(err)
	}
	if err := w.Finish(); err != nil {
		log.Fatal(err)
	}
}
