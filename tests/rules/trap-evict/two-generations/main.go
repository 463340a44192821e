// The cache has a young and an old map; a turn frees what is left in the old one and then drops it.
package main

/*
#include <stdlib.h>

typedef struct { long key, cost; } answer;

static answer *compute(long key)
{
	answer *a = malloc(sizeof(*a));

	if (!a)
		abort();
	a->key = key;
	a->cost = key * key;
	return a;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type generations struct {
	young, old map[int]*C.answer
	max        int
}

func (g *generations) get(key int) int {
	if a, ok := g.young[key]; ok {
		return int(a.cost)
	}
	a, ok := g.old[key]
	if ok {
		delete(g.old, key)
	} else {
		a = C.compute(C.long(key))
	}
	g.young[key] = a
	if len(g.young) > g.max {
		g.turn()
	}
	return key * key
}

func (g *generations) turn() {
	for key, a := range g.old {
		delete(g.old, key)
		C.free(unsafe.Pointer(a))
	}
	g.old, g.young = g.young, g.old
}

func main() {
	g := &generations{young: make(map[int]*C.answer), old: make(map[int]*C.answer), max: 3}
	sum := 0
	for i := 0; i < 40; i++ {
		sum += g.get(i * 7 % 11)
	}
	fmt.Println(sum)
	g.turn()
	g.turn()
	fmt.Println(len(g.young), len(g.old))
}
