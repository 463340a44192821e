// Package encode counts how many bits an entropy coder would need.
package encode

import (
	"math/bits"
	"sync/atomic"
	"unsafe"
)

type Encoder struct{ total atomic.Int64 }

func New() *Encoder { return new(Encoder) }

// Encode reads n bytes at p. They must stay until it returns.
func (e *Encoder) Encode(p unsafe.Pointer, n int) {
	sum := 0
	for _, b := range unsafe.Slice((*byte)(p), n) {
		sum += bits.Len8(b)
	}
	e.total.Add(int64(sum))
}

func (e *Encoder) Bits() int64 { return e.total.Load() }
