// The report closure captured records of a C arena, and is called after the arena was destroyed.
package main

/*
#include <stdlib.h>
#include <stdint.h>

struct zone {
	char *mem;
	size_t used, cap;
};

static struct zone *zone_create(size_t cap)
{
	struct zone *z = malloc(sizeof(*z));

	if (!z)
		return NULL;
	z->mem = malloc(cap);
	if (!z->mem) {
		free(z);
		return NULL;
	}
	z->used = 0;
	z->cap = cap;
	return z;
}

static void *zone_take(struct zone *z, size_t n)
{
	void *p = z->mem + z->used;

	if (z->cap - z->used < n)
		return NULL;
	z->used += n;
	return p;
}

static void zone_destroy(struct zone *z)
{
	free(z->mem);
	free(z);
}

struct rec {
	int64_t at, took;
};
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"unsafe"
)

var errZone = errors.New("zone: exhausted")

type profile struct {
	recs map[string]*C.struct_rec
}

func measure(names []string) (report func() int, err error) {
	z := C.zone_create(1 << 12)
	if z == nil {
		return nil, errZone
	}
	defer C.zone_destroy(z) // want BL108|BL102
	p := profile{recs: make(map[string]*C.struct_rec)}
	for i, name := range names {
		r := (*C.struct_rec)(C.zone_take(z, C.size_t(unsafe.Sizeof(C.struct_rec{}))))
		if r == nil {
			return nil, errZone
		}
		r.at, r.took = C.int64_t(i), C.int64_t(len(name))
		p.recs[name] = r
	}
	return func() int {
		sum := 0
		for _, r := range p.recs {
			sum += int(r.took) // may BL108 BL101
		}
		return sum
	}, nil
}

func main() {
	report, err := measure(os.Args)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(report()) // may BL108 BL101
}
