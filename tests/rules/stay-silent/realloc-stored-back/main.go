// push stores the result of realloc back in the struct that is in the map, and only when there is one.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"strings"
	"unsafe"
)

type series struct {
	v      *C.long
	n, cap int
}

type metrics struct {
	byName map[string]*series
}

func (m *metrics) push(name string, v int) bool {
	s := m.byName[name]
	if s == nil {
		s = new(series)
		m.byName[name] = s
	}
	if s.n == s.cap {
		grown := 2*s.cap + 1
		p := C.realloc(unsafe.Pointer(s.v), C.size_t(grown)*C.sizeof_long)
		if p == nil {
			return false
		}
		s.v, s.cap = (*C.long)(p), grown
	}
	*s.at(s.n) = C.long(v)
	s.n++
	return true
}

func (s *series) at(i int) *C.long {
	return (*C.long)(unsafe.Add(unsafe.Pointer(s.v), i*C.sizeof_long))
}

func (m *metrics) sum(name string) (total int) {
	s := m.byName[name]
	for i := 0; s != nil && i < s.n; i++ {
		total += int(*s.at(i))
	}
	return total
}

func main() {
	m := &metrics{byName: make(map[string]*series)}
	for i, word := range strings.Fields("rx tx rx rx drop tx rx") {
		if !m.push(word, i) {
			panic("out of memory")
		}
	}
	fmt.Println(m.sum("rx"), m.sum("tx"), m.sum("none"))
}
