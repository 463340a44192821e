// Numbers answers a function that reads the C array, and a second one that frees it when the caller is done.
package main

/*
#include <stdlib.h>

static int *squares(int n)
{
	int i, *v = malloc((size_t)n * sizeof(*v));

	for (i = 0; v && i < n; i++)
		v[i] = i * i;
	return v;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"unsafe"
)

var errMemory = errors.New("numbers: out of memory")

// Numbers answers a function that gives the next number, and one that ends.
func Numbers(n int) (func() (int, bool), func(), error) {
	v := C.squares(C.int(n))
	if v == nil {
		return nil, nil, errMemory
	}
	view := unsafe.Slice(v, n)
	at := 0
	next := func() (int, bool) {
		if at == n {
			return 0, false
		}
		at++
		return int(view[at-1]), true
	}
	return next, func() { C.free(unsafe.Pointer(v)) }, nil
}

func main() {
	next, end, err := Numbers(len(os.Args) + 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	for {
		v, ok := next()
		if !ok {
			break
		}
		fmt.Println(v)
	}
	end()
}
