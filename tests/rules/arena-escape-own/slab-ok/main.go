// The index is cleared before the slab that its postings live in is destroyed.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

const chunkSize = 1 << 14

var errMemory = errors.New("slab: out of memory")

type slab struct {
	chunks []unsafe.Pointer
	off    uintptr
}

func (s *slab) alloc(n uintptr) (unsafe.Pointer, error) {
	n = (n + 7) &^ 7
	if len(s.chunks) == 0 || s.off+n > chunkSize {
		c := C.calloc(1, chunkSize)
		if c == nil {
			return nil, errMemory
		}
		s.chunks = append(s.chunks, c)
		s.off = 0
	}
	p := unsafe.Add(s.chunks[len(s.chunks)-1], s.off)
	s.off += n
	return p, nil
}

func (s *slab) destroy() {
	for _, c := range s.chunks {
		C.free(c)
	}
	s.chunks = nil
}

type posting struct {
	doc, count int
}

// index owns the slab of its postings.
type index struct {
	mem  slab
	best map[string]*posting
}

func (x *index) add(doc int, word string, n int) error {
	b, ok := x.best[word]
	if !ok {
		p, err := x.mem.alloc(unsafe.Sizeof(posting{}))
		if err != nil {
			return err
		}
		b = (*posting)(p)
		x.best[word] = b
	}
	if n > b.count {
		b.doc, b.count = doc, n
	}
	return nil
}

func (x *index) reset() {
	clear(x.best)
	x.mem.destroy()
}

func main() {
	x := &index{best: make(map[string]*posting)}
	for doc := 0; doc < 3; doc++ {
		if err := x.add(doc, fmt.Sprint("word", doc%2), doc); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(len(x.best))
	x.reset()
}
