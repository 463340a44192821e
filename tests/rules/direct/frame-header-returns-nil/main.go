// ReadFrame frees the buffer when the magic is wrong and returns nil in its place.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"unsafe"
)

const headerSize = 12

var errMagic = errors.New("frame: bad magic")

// ReadFrame reads one frame into C memory, which the caller frees.
func ReadFrame(r io.Reader) (unsafe.Pointer, int, error) {
	var hdr [headerSize]byte
	if _, err := io.ReadFull(r, hdr[:]); err != nil {
		return nil, 0, err
	}
	size := int(binary.BigEndian.Uint32(hdr[8:]))
	if size <= 0 || size > 1<<20 {
		return nil, 0, fmt.Errorf("frame: size %d", size)
	}
	buf := C.malloc(C.size_t(size))
	if buf == nil {
		return nil, 0, errors.New("frame: out of memory")
	}
	if string(hdr[:4]) != "BLY1" {
		C.free(buf)
		return nil, 0, errMagic
	}
	if _, err := io.ReadFull(r, unsafe.Slice((*byte)(buf), size)); err != nil {
		C.free(buf)
		return nil, 0, err
	}
	return buf, size, nil
}

func main() {
	in := bufio.NewReader(os.Stdin)
	for {
		buf, n, err := ReadFrame(in)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		fmt.Println(n)
		C.free(buf)
	}
}
