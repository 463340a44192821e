// The tree of an expression lives in a C arena, and it is evaluated after the arena was freed.
package main

/*
#include "arena.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var (
	errMemory = errors.New("parse: out of memory")
	errSyntax = errors.New("parse: syntax error")
)

func leaf(a *C.struct_arena, value int) *C.struct_node {
	n := (*C.struct_node)(C.arena_alloc(a, C.size_t(unsafe.Sizeof(C.struct_node{}))))
	if n != nil {
		n.value = C.int(value)
	}
	return n
}

// parse reads digits joined by plus signs.
func parse(a *C.struct_arena, s string) (*C.struct_node, error) {
	var root *C.struct_node
	for i, r := range s {
		switch {
		case i%2 == 1 && r == '+':
		case i%2 == 0 && r >= '0' && r <= '9':
			n := leaf(a, int(r-'0'))
			if n == nil {
				return nil, errMemory
			}
			n.left = root
			root = n
		default:
			return nil, errSyntax
		}
	}
	return root, nil
}

func eval(n *C.struct_node) int {
	sum := 0
	for ; n != nil; n = n.left {
		sum += int(n.value)
	}
	return sum
}

func run(s string) (int, error) {
	a := C.arena_new()
	if a == nil {
		return 0, errMemory
	}
	root, err := parse(a, s)
	C.arena_free(a)
	if err != nil {
		return 0, err
	}
	return eval(root), nil // want BL108|BL101
}

func main() {
	fmt.Println(run("1+2+3"))
	fmt.Println(run("1+x"))
}
