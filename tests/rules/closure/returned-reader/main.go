// Numbers answers a function that reads the C array, and the deferred free has run when the caller gets it.
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

// Numbers answers a function that gives the next number.
func Numbers(n int) (func() (int, bool), error) {
	v := C.squares(C.int(n))
	if v == nil {
		return nil, errMemory
	}
	defer C.free(unsafe.Pointer(v)) // or BL101|BL102
	view := unsafe.Slice(v, n)
	at := 0
	next := func() (int, bool) {
		if at == n {
			return 0, false
		}
		at++
		return int(view[at-1]), true
	}
	return next, nil // or BL101|BL102
}

func main() {
	next, err := Numbers(len(os.Args) + 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	for {
		v, ok := next() // may BL101
		if !ok {
			break
		}
		fmt.Println(v)
	}
}
