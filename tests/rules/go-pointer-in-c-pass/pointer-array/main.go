// join gives C a Go slice of pointers to the bytes of Go strings.
package main

/*
#include <stdlib.h>
#include <string.h>

static int longest(const char **names, int n)
{
	int i, best = -1;
	size_t len = 0;

	for (i = 0; i < n; i++)
		if (names[i] && strlen(names[i]) > len) {
			len = strlen(names[i]);
			best = i;
		}
	return best;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type columns struct {
	names []string
	width int
}

func (c *columns) widest() string {
	ptrs := make([]*C.char, len(c.names))
	for i, n := range c.names {
		z := append([]byte(n), 0)
		ptrs[i] = (*C.char)(unsafe.Pointer(&z[0]))
	}
	at := C.longest(&ptrs[0], C.int(len(ptrs))) // want BL401
	if at < 0 {
		return ""
	}
	c.width = len(c.names[at])
	return c.names[at]
}

func main() {
	c := &columns{names: os.Args}
	fmt.Println(c.widest(), c.width)
}
