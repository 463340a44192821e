// SPDX-License-Identifier: MIT

//go:build cgo

package belay

// #include <stdlib.h>
import "C"

import "unsafe"

// chunkNew returns zeroed memory at a multiple of 16, or nil.
func chunkNew(size uintptr) unsafe.Pointer {
	return C.calloc(1, C.size_t(size))
}

func chunkFree(p unsafe.Pointer) {
	C.free(p)
}
