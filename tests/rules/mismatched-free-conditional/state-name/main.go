// state_name returns a static text for known states and a new one for others, and the caller frees both.
package main

/*
#include <stdio.h>
#include <stdlib.h>

static char *state_name(int state)
{
	char *s;

	switch (state) {
	case 0:
		return (char *)"idle";
	case 1:
		return (char *)"busy";
	}
	s = malloc(24);
	if (s)
		snprintf(s, 24, "state %d", state);
	return s;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"sort"
	"unsafe"
)

var errName = errors.New("state: no name")

// tally counts states by name.
type tally struct {
	counts map[string]int
}

func (t *tally) add(state int) error {
	name := C.state_name(C.int(state))
	if name == nil {
		return errName
	}
	t.counts[C.GoString(name)]++
	C.free(unsafe.Pointer(name)) // want BL104
	return nil
}

func (t *tally) names() []string {
	names := make([]string, 0, len(t.counts))
	for n := range t.counts {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

func main() {
	t := &tally{counts: make(map[string]int)}
	for _, s := range []int{7, 8, 7} {
		if err := t.add(s); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(t.names())
}
