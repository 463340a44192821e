// Reload swaps the valid configuration in and frees the old one, which nobody can load any more.
package main

/*
#include <stdlib.h>

typedef struct { int workers, timeout; } conf_t;
*/
import "C"

import (
	"bufio"
	"fmt"
	"os"
	"sync/atomic"
	"unsafe"
)

// current is read between two requests, on the goroutine that reloads.
var current atomic.Pointer[C.conf_t]

func parse(line string) *C.conf_t {
	c := (*C.conf_t)(C.calloc(1, C.sizeof_conf_t))
	if _, err := fmt.Sscanf(line, "%d %d", &c.workers, &c.timeout); err != nil {
		C.free(unsafe.Pointer(c))
		return nil
	}
	return c
}

func Reload(line string) error {
	next := parse(line)
	if next == nil {
		return fmt.Errorf("bad configuration %q", line)
	}
	if old := current.Swap(next); old != nil {
		C.free(unsafe.Pointer(old))
	}
	return nil
}

func Workers() int {
	if c := current.Load(); c != nil {
		return int(c.workers)
	}
	return 1
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		if err := Reload(in.Text()); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		fmt.Println(Workers())
	}
}
