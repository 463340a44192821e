// The closure that is given to Each frees every node, and Reload clears the registry at once.
package main

/*
#include <stdlib.h>

struct node { int weight; int up; };
*/
import "C"

import (
	"fmt"
	"hash/maphash"
	"os"
	"unsafe"

	"example.com/registry-each-then-clear/registry"
)

var seed = maphash.MakeSeed()

func nodeFor(name string) unsafe.Pointer {
	n := (*C.struct_node)(C.calloc(1, C.sizeof_struct_node))
	n.weight = C.int(len(name))
	n.up = 1
	return unsafe.Pointer(n)
}

func weight(r *registry.Registry, name string) int {
	p, ok := r.Get(maphash.String(seed, name))
	if !ok {
		return 0
	}
	return int((*C.struct_node)(p).weight)
}

// Reload replaces all nodes by those in names that are not known yet.
func Reload(r *registry.Registry, names []string) {
	r.Each(func(_ uint64, p unsafe.Pointer) {
		C.free(p)
	})
	r.Clear()
	for _, name := range names {
		id := maphash.String(seed, name)
		if _, ok := r.Get(id); !ok {
			r.Set(id, nodeFor(name))
		}
	}
}

func main() {
	r := registry.New()
	Reload(r, os.Args)
	fmt.Println(weight(r, os.Args[0]))
	Reload(r, os.Args[:1])
	fmt.Println(weight(r, os.Args[0]))
}
