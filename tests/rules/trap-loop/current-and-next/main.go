// The loop frees the current state, after the next one was made from it, and stores the next in its place.
package main

/*
#include <stdlib.h>

struct state {
	unsigned pos;
	unsigned seen[8];
};

static struct state *state_new(void)
{
	return calloc(1, sizeof(struct state));
}

static struct state *state_step(const struct state *s, unsigned char c)
{
	struct state *n = malloc(sizeof(*n));

	if (!n)
		return NULL;
	*n = *s;
	n->pos++;
	n->seen[c % 8]++;
	return n;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errState = errors.New("automaton: out of memory")

// run returns the final state, which belongs to the caller.
func run(text string) (*C.struct_state, error) {
	cur := C.state_new()
	if cur == nil {
		return nil, errState
	}
	for i := 0; i < len(text); i++ {
		next := C.state_step(cur, C.uchar(text[i]))
		C.free(unsafe.Pointer(cur))
		if next == nil {
			return nil, errState
		}
		cur = next
	}
	return cur, nil
}

func main() {
	finals := make(map[string]*C.struct_state)
	for _, text := range []string{"one", "two", "", "three"} {
		st, err := run(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		finals[text] = st
	}
	for text, st := range finals {
		fmt.Println(text, st.pos)
		delete(finals, text)
		C.free(unsafe.Pointer(st))
	}
}
