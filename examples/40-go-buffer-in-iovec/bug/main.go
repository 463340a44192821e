// SPDX-License-Identifier: MIT

// A list of buffers for writev points to Go memory.
//
// The list itself may go to C, since nothing moves while it is in the call.
// What it points to is not held by that: it is Go memory inside of Go memory,
// and the program is stopped by "argument of cgo function has Go pointer to
// unpinned Go pointer".
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
	"unsafe"
)

func gather(parts [][]byte) int {
	iov := make([]C.struct_iovec, 0, len(parts))
	for _, p := range parts {
		if len(p) == 0 {
			continue
		}
		v := C.struct_iovec{iov_len: C.size_t(len(p))}
		v.iov_base = unsafe.Pointer(&p[0])
		iov = append(iov, v)
	}
	return int(C.gather(1, &iov[0], C.int(len(iov))))
}

func main() {
	n := gather([][]byte{[]byte("one, "), []byte("two\n")})
	fmt.Fprintln(os.Stderr, "wrote", n)
}
