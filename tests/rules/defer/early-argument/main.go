// The argument of the deferred free is taken before the buffer grows: it frees the block that realloc has freed already.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"io"
	"os"
	"unsafe"
)

var errBig = errors.New("input is too big")

// lineCount reads all of r into one C buffer, as the tokenizer wants it, and
// counts the lines.
func lineCount(r io.Reader) (int, error) {
	size, fill := 64, 0
	buf := C.malloc(C.size_t(size))
	if buf == nil {
		return 0, io.ErrShortBuffer
	}
	defer C.free(buf) // want BL103
	for {
		if fill == size {
			if size > 1<<24 {
				return 0, errBig
			}
			grown := C.realloc(buf, C.size_t(2*size))
			if grown == nil {
				return 0, io.ErrShortBuffer
			}
			buf = grown
			size *= 2
		}
		n, err := r.Read(unsafe.Slice((*byte)(buf), size)[fill:])
		fill += n
		if err == io.EOF {
			break
		}
		if err != nil {
			return 0, err
		}
	}
	lines := 0
	for _, c := range unsafe.Slice((*byte)(buf), fill) {
		if c == '\n' {
			lines++
		}
	}
	return lines, nil
}

func main() {
	fmt.Println(lineCount(os.Stdin))
}
