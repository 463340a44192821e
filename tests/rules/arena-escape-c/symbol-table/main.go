// The global symbol table still points at records of the C pool when the pool of the file is released.
package main

/*
#include <stdlib.h>
#include <string.h>

struct pool {
	char *base;
	size_t used, cap;
};

struct symbol {
	int line;
	char name[28];
};

static int pool_init(struct pool *p, size_t cap)
{
	p->base = malloc(cap);
	p->used = 0;
	p->cap = cap;
	return p->base ? 0 : -1;
}

static struct symbol *pool_symbol(struct pool *p, const char *name, int line)
{
	struct symbol *s;

	if (p->cap - p->used < sizeof(*s))
		return NULL;
	s = (struct symbol *)(p->base + p->used);
	p->used += sizeof(*s);
	s->line = line;
	strncpy(s->name, name, sizeof(s->name) - 1);
	s->name[sizeof(s->name) - 1] = 0;
	return s;
}

static void pool_release(struct pool *p)
{
	free(p->base);
	p->base = NULL;
}
*/
import "C"

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
	"unsafe"
)

// symbols maps a name to where it was first seen.
var symbols = map[string]*C.struct_symbol{}

var errPool = errors.New("symbols: pool exhausted")

func scan(src string) error {
	var p C.struct_pool
	if C.pool_init(&p, 1<<16) != 0 {
		return errPool
	}
	defer C.pool_release(&p) // want BL108|BL102
	lines := bufio.NewScanner(strings.NewReader(src))
	for n := 1; lines.Scan(); n++ {
		name := strings.TrimSpace(lines.Text())
		if _, ok := symbols[name]; ok || name == "" {
			continue
		}
		cn := C.CString(name)
		s := C.pool_symbol(&p, cn, C.int(n))
		C.free(unsafe.Pointer(cn))
		if s == nil {
			return errPool
		}
		symbols[name] = s
	}
	return lines.Err()
}

func main() {
	if err := scan("main\nhelp\nmain\n"); err != nil {
		fmt.Println(err)
		return
	}
	for name, s := range symbols { // may BL101 BL108
		fmt.Println(name, s.line) // may BL101 BL108
	}
}
