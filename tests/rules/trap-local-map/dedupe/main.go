// The map of C strings is local, dies with the function and is not looked at after the frees.
package main

/*
#include <stdlib.h>
#include <string.h>

static int rank(const char *a)
{
	int r = 0;

	while (*a)
		r = r * 7 + *a++;
	return r & 0xff;
}
*/
import "C"

import (
	"fmt"
	"sort"
	"unsafe"
)

// ranks ranks each different word once.
func ranks(words []string) []int {
	held := make(map[string]*C.char)
	for _, w := range words {
		if _, ok := held[w]; !ok {
			held[w] = C.CString(w)
		}
	}
	out := make([]int, 0, len(held))
	for _, p := range held {
		out = append(out, int(C.rank(p)))
		C.free(unsafe.Pointer(p))
	}
	sort.Ints(out)
	return out
}

func main() {
	fmt.Println(ranks([]string{"go", "c", "go", "map"}))
}
