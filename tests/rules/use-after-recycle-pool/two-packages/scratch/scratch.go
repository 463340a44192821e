// Package scratch lends byte buffers.
package scratch

import "sync"

// Buf is a buffer on loan.
type Buf struct {
	B []byte
}

var pool = sync.Pool{New: func() any { return &Buf{B: make([]byte, 0, 1024)} }}

// Get lends an empty buffer.
func Get() *Buf {
	b := pool.Get().(*Buf)
	b.B = b.B[:0]
	return b
}

// Put takes a buffer back; the caller must not touch it again.
func Put(b *Buf) {
	if cap(b.B) > 1<<16 {
		return
	}
	pool.Put(b)
}
