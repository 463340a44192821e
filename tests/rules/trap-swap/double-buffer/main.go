// Front and back buffer change places; resize frees and makes only the back one, and the map holds copies of sums.
package main

/*
#include <stdlib.h>

static unsigned *pixels(size_t n)
{
	return calloc(n, sizeof(unsigned));
}

static void draw(unsigned *px, size_t n, unsigned colour)
{
	while (n-- > 0)
		*px++ = colour;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

type buffer struct {
	px *C.uint
	n  int
}

type screen struct {
	bufs  [2]buffer
	front int
	sums  map[int]uint64
}

var errPixels = errors.New("screen: out of memory")

func (s *screen) frame(no, size int) error {
	back := &s.bufs[1-s.front]
	if back.n != size {
		C.free(unsafe.Pointer(back.px))
		back.px, back.n = nil, 0
		px := C.pixels(C.size_t(size))
		if px == nil {
			return errPixels
		}
		back.px, back.n = px, size
	}
	C.draw(back.px, C.size_t(back.n), C.uint(no))
	s.front = 1 - s.front
	s.sums[no] = s.sum()
	return nil
}

func (s *screen) sum() (sum uint64) {
	f := s.bufs[s.front]
	if f.px == nil {
		return 0
	}
	for _, p := range unsafe.Slice(f.px, f.n) {
		sum += uint64(p)
	}
	return sum
}

func main() {
	s := &screen{sums: make(map[int]uint64)}
	for no, size := range []int{10, 10, 20, 20, 5} {
		if err := s.frame(no, size); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(s.sums)
	for i := range s.bufs {
		C.free(unsafe.Pointer(s.bufs[i].px))
		s.bufs[i] = buffer{}
	}
}
