// Package pin keeps Go memory where it is.
package pin

import (
	"runtime"
	"unsafe"
)

type Set struct {
	p runtime.Pinner
	n int
}

func (s *Set) Add(p unsafe.Pointer) {
	s.p.Pin(p)
	s.n++
}

func (s *Set) Bytes(b []byte) unsafe.Pointer {
	p := unsafe.Pointer(unsafe.SliceData(b))
	s.Add(p)
	return p
}

func (s *Set) Release() { s.p.Unpin() }
