// SPDX-License-Identifier: MIT

// go-cgo: a Go program that calls C a few thousand times a second.
//
// Maps, sorting and garbage are Go's; each batch takes a C block, keeps it in
// a map for a while and frees it properly. What is measured is that watching
// such a program is nearly free.
package main

/*
#include <stdlib.h>
#include <string.h>

static void stamp(char *p, int n, int v)
{
	memset(p, v, (size_t)n);
}
*/
import "C"

import (
	"fmt"
	"sort"
	"unsafe"
)

type item struct {
	key  int
	name string
}

func batch(seed int) int {
	m := map[int]*item{}
	x := uint32(seed)
	for i := 0; i < 300; i++ {
		x = x*1664525 + 1013904223
		k := int(x >> 12)
		m[k] = &item{k, fmt.Sprint("item ", k)}
	}
	all := make([]*item, 0, len(m))
	for _, it := range m {
		all = append(all, it)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].key < all[j].key })
	sum := 0
	for i, it := range all {
		sum += i * len(it.name)
	}
	return sum
}

func main() {
	const kept = 100
	blocks := map[int]*C.char{}
	sum := 0
	for i := 0; i < 8000; i++ {
		sum += batch(i)
		if old, ok := blocks[i-kept]; ok {
			delete(blocks, i-kept)
			sum += int(*old)
			C.free(unsafe.Pointer(old))
		}
		n := 20 + i%400
		p := (*C.char)(C.malloc(C.size_t(n)))
		C.stamp(p, C.int(n), C.int(i%100))
		blocks[i] = p
	}
	fmt.Println(sum)
}
