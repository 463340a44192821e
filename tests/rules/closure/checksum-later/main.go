// digest is a closure over the block of C memory; it is called when the block has been freed.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"unsafe"
)

const blockSize = 1 << 12

// copyBlock copies up to one block from r to w by way of memory that the
// device can reach, and answers the checksum of what it copied.
func copyBlock(w io.Writer, r io.Reader) (uint32, error) {
	block := C.malloc(blockSize)
	if block == nil {
		return 0, errors.New("no device memory")
	}
	buf := unsafe.Slice((*byte)(block), blockSize)
	n, err := io.ReadFull(r, buf)
	if err != nil && err != io.ErrUnexpectedEOF {
		C.free(block)
		return 0, err
	}
	digest := func() uint32 {
		return crc32.ChecksumIEEE(buf[:n])
	}
	_, err = w.Write(buf[:n])
	C.free(block)
	if err != nil {
		return 0, err
	}
	return digest(), nil // want BL101
}

func main() {
	for i := 0; ; i++ {
		sum, err := copyBlock(io.Discard, os.Stdin)
		if err != nil {
			fmt.Println(i, err)
			return
		}
		fmt.Printf("%08x\n", sum)
	}
}
