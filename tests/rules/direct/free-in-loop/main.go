// readAll frees the scratch block at the end of each round of the loop, and the next round writes to it.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"io"
	"os"
	"unsafe"
)

const scratchSize = 512

var errScratch = errors.New("no memory for scratch block")

func readAll(paths []string) (sum int, err error) {
	scratch := C.malloc(scratchSize)
	if scratch == nil {
		return 0, errScratch
	}
	buf := unsafe.Slice((*byte)(scratch), scratchSize)
	seen := 0
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			seen++
			continue
		}
		C.memset(scratch, 0, scratchSize) // want BL101
		n, err := f.Read(buf)             // may BL101
		if err != nil && err != io.EOF {
			n = 0
		}
		for _, c := range buf[:n] {
			sum += int(c)
		}
		f.Close()
		C.free(scratch) // may BL103
	}
	if seen == len(paths) {
		err = os.ErrNotExist
	}
	return sum, err
}

func main() {
	fmt.Println(readAll(os.Args))
}
