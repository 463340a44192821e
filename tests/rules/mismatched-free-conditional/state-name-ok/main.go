// The same library says by an out parameter whether the text is new, and the caller asks it before the free.
package main

/*
#include <stdio.h>
#include <stdlib.h>

static char *state_name(int state, int *owned)
{
	char *s;

	*owned = 0;
	if (state == 0)
		return (char *)"idle";
	s = malloc(24);
	if (s) {
		snprintf(s, 24, "state %d", state);
		*owned = 1;
	}
	return s;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errName = errors.New("state: no name")

type tally struct {
	counts map[string]int
}

func (t *tally) add(state int) error {
	var owned C.int
	name := C.state_name(C.int(state), &owned)
	if name == nil {
		return errName
	}
	t.counts[C.GoString(name)]++
	if owned != 0 {
		C.free(unsafe.Pointer(name))
	}
	return nil
}

func main() {
	t := &tally{counts: make(map[string]int)}
	for _, s := range []int{0, 7, 0, 8} {
		if err := t.add(s); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(t.counts)
}
