// Words live in a C arena; their lengths are copied to a Go map before the deferred free of the arena.
package main

/*
#include "arena.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"
)

var errMemory = errors.New("words: out of memory")

func collect(a *C.struct_arena, text string) (*C.struct_word, error) {
	var list *C.struct_word
	for _, w := range strings.Fields(text) {
		n := (*C.struct_word)(C.arena_alloc(a, C.size_t(unsafe.Sizeof(C.struct_word{}))))
		if n == nil {
			return nil, errMemory
		}
		n.next, n.len = list, C.int(len(w))
		list = n
	}
	return list, nil
}

func lengths(text string) (map[int]int, error) {
	a := C.arena_new()
	if a == nil {
		return nil, errMemory
	}
	defer C.arena_free(a)
	list, err := collect(a, text)
	if err != nil {
		return nil, err
	}
	byLen := make(map[int]int)
	for w := list; w != nil; w = w.next {
		byLen[int(w.len)]++
	}
	return byLen, nil
}

func main() {
	fmt.Println(lengths("the quick brown fox"))
}
