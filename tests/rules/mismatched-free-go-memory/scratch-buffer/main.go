// compress frees its output buffer even where the buffer came from make, which is Go memory.
package main

/*
#include <stdlib.h>

static size_t rle(const unsigned char *in, size_t n, unsigned char *out)
{
	size_t o = 0;

	for (size_t i = 0; i < n;) {
		size_t run = 1;

		while (i + run < n && run < 255 && in[i + run] == in[i])
			run++;
		out[o++] = (unsigned char)run;
		out[o++] = in[i];
		i += run;
	}
	return o;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

const smallFrame = 512

var errEmpty = errors.New("rle: empty frame")

// compress avoids the C heap for small frames.
func compress(in []byte) ([]byte, error) {
	if len(in) == 0 {
		return nil, errEmpty
	}
	need := 2 * len(in)
	var dst unsafe.Pointer
	if need <= smallFrame {
		scratch := make([]byte, need)
		dst = unsafe.Pointer(&scratch[0])
	} else {
		dst = C.malloc(C.size_t(need))
	}
	defer C.free(dst) // want BL104
	n := C.rle((*C.uchar)(unsafe.Pointer(&in[0])), C.size_t(len(in)),
		(*C.uchar)(dst))
	return C.GoBytes(dst, C.int(n)), nil
}

func main() {
	out, err := compress([]byte("aaaabbbcccd"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(out), "bytes")
}
