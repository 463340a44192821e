// Package cblock packs strings in one block of C memory, as execve wants them.
package cblock

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"reflect"
	"unsafe"
)

type Block struct {
	p unsafe.Pointer
	n int
}

func Join(lines []string) *Block {
	b := new(Block)
	for _, l := range lines {
		b.n += len(l) + 1
	}
	b.p = C.calloc(1, C.size_t(b.n)+1)
	off := 0
	for _, l := range lines {
		off += copy(unsafe.Slice((*byte)(unsafe.Add(b.p, off)), len(l)), l) + 1
	}
	return b
}

func (b *Block) Len() int { return b.n }

// StringAt answers the string at off. It lies in the block.
func (b *Block) StringAt(off int) string {
	at := unsafe.Add(b.p, off)
	hdr := reflect.StringHeader{
		Data: uintptr(at),
		Len:  int(C.strlen((*C.char)(at))),
	}
	return *(*string)(unsafe.Pointer(&hdr))
}

func (b *Block) Free() { C.free(b.p) }
