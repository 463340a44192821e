// Each round clears the map, resets the arena and fills both again; the arena is freed after the last round.
package main

/*
#include <stdlib.h>

struct scratch {
	char *mem;
	size_t used, cap;
};

static int scratch_init(struct scratch *s, size_t cap)
{
	s->mem = malloc(cap);
	s->used = 0;
	s->cap = s->mem ? cap : 0;
	return s->mem ? 0 : -1;
}

static void *scratch_take(struct scratch *s, size_t n)
{
	if (s->cap - s->used < n)
		return NULL;
	s->used += n;
	return s->mem + s->used - n;
}

static void scratch_reset(struct scratch *s)
{
	s->used = 0;
}

static void scratch_done(struct scratch *s)
{
	free(s->mem);
	s->mem = NULL;
	s->cap = 0;
}

struct hit {
	int at, n;
};
*/
import "C"

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"
)

var errScratch = errors.New("scratch: exhausted")

type matcher struct {
	mem  C.struct_scratch
	hits map[string]*C.struct_hit
}

func (m *matcher) round(text string) (best int, err error) {
	clear(m.hits)
	C.scratch_reset(&m.mem)
	for i, w := range strings.Fields(text) {
		h, ok := m.hits[w]
		if !ok {
			h = (*C.struct_hit)(C.scratch_take(&m.mem, C.size_t(unsafe.Sizeof(C.struct_hit{}))))
			if h == nil {
				return 0, errScratch
			}
			h.at, h.n = C.int(i), 0
			m.hits[w] = h
		}
		h.n++
		if int(h.n) > best {
			best = int(h.n)
		}
	}
	return best, nil
}

func (m *matcher) close() {
	m.hits = nil
	C.scratch_done(&m.mem)
}

func main() {
	m := &matcher{hits: make(map[string]*C.struct_hit)}
	if C.scratch_init(&m.mem, 1<<12) != 0 {
		fmt.Println(errScratch)
		return
	}
	defer m.close()
	for _, text := range []string{"a b a", "c", "a a a"} {
		fmt.Println(m.round(text))
	}
}
