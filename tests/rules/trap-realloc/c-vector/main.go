// The C vector reallocates its own block and keeps the result; Go reads through the vector each time.
package main

/*
#include <stdlib.h>
#include "vec.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errPush = errors.New("series: out of memory")

// series maps a metric to its values.
type series map[string]*C.struct_vec

func (s series) add(metric string, x int) error {
	v, ok := s[metric]
	if !ok {
		v = (*C.struct_vec)(C.calloc(1, C.size_t(unsafe.Sizeof(C.struct_vec{}))))
		if v == nil {
			return errPush
		}
		s[metric] = v
	}
	if C.vec_push(v, C.long(x)) != 0 {
		return errPush
	}
	return nil
}

func (s series) sum(metric string) (sum int) {
	v, ok := s[metric]
	if !ok || v.n == 0 {
		return 0
	}
	for _, x := range unsafe.Slice(v.at, v.n) {
		sum += int(x)
	}
	return sum
}

func (s series) reset(metric string) {
	if v, ok := s[metric]; ok {
		C.vec_clear(v)
	}
}

func (s series) remove(metric string) {
	v, ok := s[metric]
	if !ok {
		return
	}
	delete(s, metric)
	C.vec_clear(v)
	C.free(unsafe.Pointer(v))
}

func main() {
	s := make(series)
	for i := 0; i < 100; i++ {
		if err := s.add([]string{"a", "b"}[i%2], i); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(s.sum("a"), s.sum("b"))
	s.reset("a")
	fmt.Println(s.add("a", 1), s.sum("a"))
	s.remove("a")
	s.remove("b")
}
