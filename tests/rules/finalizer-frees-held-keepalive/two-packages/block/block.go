// Package block owns C blocks that the collector frees.
package block

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"runtime"
	"unsafe"
)

// Block is n bytes of C memory.
type Block struct {
	p unsafe.Pointer
	n int
}

// Copy makes a block with a copy of the bytes.
func Copy(b []byte) *Block {
	blk := &Block{p: C.CBytes(b), n: len(b)}
	runtime.SetFinalizer(blk, finalize)
	return blk
}

func finalize(b *Block) {
	C.free(b.p)
}

// Bytes is a view of the block, not a copy.
func (b *Block) Bytes() []byte { return unsafe.Slice((*byte)(b.p), b.n) }
