// The address of a map variable travels as unsafe.Pointer and comes back as what it was: no internals are touched.
package main

import (
	"fmt"
	"unsafe"
)

type counts map[string]int

// visitor is called with the data that was registered with it.
type visitor struct {
	call func(data unsafe.Pointer, word string)
	data unsafe.Pointer
}

func (v visitor) visit(word string) { v.call(v.data, word) }

func countWord(data unsafe.Pointer, word string) {
	c := *(*counts)(data)
	c[word]++
}

type named struct {
	name string
	all  map[string]int
	n    int
}

// bump reaches the field behind the map by its offset.
func bump(s *named) {
	n := (*int)(unsafe.Add(unsafe.Pointer(s), unsafe.Offsetof(s.n)))
	*n++
}

func main() {
	c := make(counts)
	v := visitor{call: countWord, data: unsafe.Pointer(&c)}
	s := &named{name: "words", all: c}
	for _, w := range []string{"to", "be", "or", "not", "to", "be"} {
		v.visit(w)
		bump(s)
	}
	fmt.Println(s.name, len(s.all), s.n)
}
