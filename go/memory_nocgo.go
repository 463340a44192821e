// SPDX-License-Identifier: MIT

//go:build !cgo

package belay

import "unsafe"

// chunkNew returns zeroed memory at a multiple of 16, or nil.  A Ref keeps its
// chunk, since it is memory of Go, for as long as the Ref is kept.
func chunkNew(size uintptr) unsafe.Pointer {
	// Objects of this size begin at pages.
	return unsafe.Pointer(unsafe.SliceData(make([]uint64, size/8)))
}

func chunkFree(unsafe.Pointer) {}
