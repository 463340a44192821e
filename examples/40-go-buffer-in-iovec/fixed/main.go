// SPDX-License-Identifier: MIT

// Each buffer is pinned until writev has returned.
//
// What is pinned may be reached from memory that C is given; Unpin comes when
// the call is done.
package main

/*
#include <sys/uio.h>

static long gather(int fd, const struct iovec *iov, int n)
{
	return writev(fd, iov, n);
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"unsafe"
)

func gather(parts [][]byte) int {
	var pin runtime.Pinner
	defer pin.Unpin()
	iov := make([]C.struct_iovec, 0, len(parts))
	for _, p := range parts {
		if len(p) == 0 {
			continue
		}
		v := C.struct_iovec{iov_len: C.size_t(len(p))}
		pin.Pin(&p[0])
		v.iov_base = unsafe.Pointer(&p[0])
		iov = append(iov, v)
	}
	return int(C.gather(1, &iov[0], C.int(len(iov))))
}

func main() {
	n := gather([][]byte{[]byte("one, "), []byte("two\n")})
	fmt.Fprintln(os.Stderr, "wrote", n)
}
