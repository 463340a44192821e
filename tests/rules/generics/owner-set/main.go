// Set.Remove in package ownset frees the member through its constraint and keeps it among the members.
package main

/*
#include <stdlib.h>

struct rule { int prio; int hits; };
*/
import "C"

import (
	"fmt"
	"unsafe"

	"example.com/owner-set/ownset"
)

// rule is one line of the packet filter, in the memory of the filter.
type rule struct{ r *C.struct_rule }

func newRule(prio int) rule {
	r := (*C.struct_rule)(C.calloc(1, C.sizeof_struct_rule))
	r.prio = C.int(prio)
	return rule{r}
}

func (r rule) Free() { C.free(unsafe.Pointer(r.r)) }

func (r rule) hit() int {
	r.r.hits++
	return int(r.r.hits)
}

type chain struct {
	rules *ownset.Set[string, rule]
}

func (c *chain) match(name string) int {
	if r, ok := c.rules.Get(name); ok {
		return r.hit()
	}
	return 0
}

func main() {
	c := chain{rules: ownset.New[string, rule]()}
	for i, name := range []string{"accept", "drop", "log"} {
		if !c.rules.Add(name, newRule(i)) {
			panic(name)
		}
	}
	fmt.Println(c.match("accept"))
	c.rules.Remove("log")
	fmt.Println(c.match("drop"))
}
