// The slab hands out parts of C chunks, and the index keeps one of them when the slab is destroyed.
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

// slab is an arena over C memory.
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

// index maps words to their posting with the highest count.
type index struct {
	best map[string]*posting
}

func (x *index) ingest(doc int, counts map[string]int) error {
	var s slab
	for word, n := range counts {
		if b, ok := x.best[word]; ok && b.count >= n { // may BL101 BL108
			continue
		}
		p, err := s.alloc(unsafe.Sizeof(posting{}))
		if err != nil {
			return err
		}
		b := (*posting)(p)
		b.doc, b.count = doc, n
		x.best[word] = b
	}
	s.destroy() // want BL108|BL102
	return nil
}

func main() {
	x := &index{best: make(map[string]*posting)}
	for doc := 0; doc < 3; doc++ {
		if err := x.ingest(doc, map[string]int{"border": doc, "map": 9 - doc}); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(len(x.best))
}
