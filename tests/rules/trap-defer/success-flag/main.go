// A deferred closure frees the block unless ok was set, which happens right after the store.
package main

/*
#include <stdlib.h>

struct vol {
	unsigned blocks;
	unsigned char *bitmap;
};

static struct vol *vol_alloc(unsigned blocks)
{
	struct vol *v = calloc(1, sizeof(*v));

	if (v)
		v->blocks = blocks;
	return v;
}

static int vol_format(struct vol *v)
{
	v->bitmap = calloc(1, v->blocks / 8 + 1);
	return v->bitmap ? 0 : -12;
}

static void vol_free(struct vol *v)
{
	if (!v)
		return;
	free(v->bitmap);
	free(v);
}
*/
import "C"

import (
	"errors"
	"fmt"
)

var (
	errVolume = errors.New("volume: cannot create")
	errExists = errors.New("volume: exists")
)

type manager struct {
	vols map[string]*C.struct_vol
}

func (m *manager) create(name string, blocks uint) error {
	v := C.vol_alloc(C.uint(blocks))
	ok := false
	defer func() {
		if !ok {
			C.vol_free(v)
		}
	}()
	if v == nil {
		return errVolume
	}
	if rc := C.vol_format(v); rc != 0 {
		return fmt.Errorf("%w: code %d", errVolume, int(rc))
	}
	if _, dup := m.vols[name]; dup {
		return errExists
	}
	m.vols[name] = v
	ok = true
	return nil
}

func (m *manager) remove(name string) {
	v := m.vols[name]
	delete(m.vols, name)
	C.vol_free(v)
}

func main() {
	m := &manager{vols: make(map[string]*C.struct_vol)}
	fmt.Println(m.create("a", 100), m.create("b", 7), m.create("a", 8))
	for _, name := range []string{"a", "b", "c"} {
		m.remove(name)
	}
}
