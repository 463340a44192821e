// compress frees its output buffer only where malloc made it; the flag says which it was.
package main

/*
#include <stdlib.h>

static size_t delta(const unsigned char *in, size_t n, unsigned char *out)
{
	unsigned char last = 0;

	for (size_t i = 0; i < n; i++) {
		out[i] = in[i] - last;
		last = in[i];
	}
	return n;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

const smallFrame = 512

var errEmpty = errors.New("delta: empty frame")

func compress(in []byte) ([]byte, error) {
	if len(in) == 0 {
		return nil, errEmpty
	}
	var dst unsafe.Pointer
	owned := false
	if len(in) <= smallFrame {
		scratch := make([]byte, len(in))
		dst = unsafe.Pointer(&scratch[0])
	} else {
		dst = C.malloc(C.size_t(len(in)))
		owned = true
	}
	n := C.delta((*C.uchar)(unsafe.Pointer(&in[0])), C.size_t(len(in)),
		(*C.uchar)(dst))
	out := C.GoBytes(dst, C.int(n))
	if owned {
		C.free(dst)
	}
	return out, nil
}

func main() {
	out, err := compress([]byte("aaaabbbcccd"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(out), "bytes")
}
