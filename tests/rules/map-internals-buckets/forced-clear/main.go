// reset empties a map of any type by writing zero to the count in its header.
package main

import (
	"fmt"
	"unsafe"
)

type head struct {
	count uint64
	seed  uint64
}

type iface struct {
	tab  *byte
	word *head
}

// headOf is the header of the map in m.
func headOf(m any) *head {
	return (*iface)(unsafe.Pointer(&m)).word // or BL111
}

func reset(m any) (was uint64) {
	h := headOf(m)
	if h == nil {
		return 0
	}
	was = h.count // may BL111
	h.count = 0   // or BL111
	return was
}

type window struct {
	start int
	hits  map[string]int
}

func (w *window) hit(at int, name string) {
	if at-w.start >= 10 {
		fmt.Println("dropped", reset(w.hits))
		w.start = at
	}
	w.hits[name]++
}

func main() {
	w := &window{hits: make(map[string]int)}
	for at := 0; at < 9; at++ {
		w.hit(at, fmt.Sprint("page ", at%3))
	}
	fmt.Println(len(w.hits))
}
