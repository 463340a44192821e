// Each step registers its undo function; a failure runs them, and success forgets them before anything runs.
package main

/*
#include <stdlib.h>

struct dom {
	int id;
	void *mem;
};

static struct dom *dom_create(int id)
{
	struct dom *d = calloc(1, sizeof(*d));

	if (d)
		d->id = id;
	return d;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

type undo []func()

func (u *undo) add(f func()) { *u = append(*u, f) }

func (u undo) run() {
	for i := len(u) - 1; i >= 0; i-- {
		u[i]()
	}
}

var errDefine = errors.New("domain: cannot define")

type host struct {
	domains map[string]*C.struct_dom
}

func (h *host) define(name string, id, megabytes int) error {
	var steps undo
	defer func() { steps.run() }()

	d := C.dom_create(C.int(id))
	if d == nil {
		return errDefine
	}
	steps.add(func() { C.free(unsafe.Pointer(d)) })
	if megabytes <= 0 {
		return fmt.Errorf("%w %s: no memory asked for", errDefine, name)
	}
	mem := C.malloc(C.size_t(megabytes) << 10)
	if mem == nil {
		return errDefine
	}
	steps.add(func() { C.free(mem) })
	if _, dup := h.domains[name]; dup {
		return fmt.Errorf("%w %s: exists", errDefine, name)
	}
	d.mem = mem
	h.domains[name] = d
	steps = nil
	return nil
}

func (h *host) destroy(name string) {
	d, ok := h.domains[name]
	if !ok {
		return
	}
	delete(h.domains, name)
	C.free(d.mem)
	C.free(unsafe.Pointer(d))
}

func main() {
	h := &host{domains: make(map[string]*C.struct_dom)}
	fmt.Println(h.define("web", 1, 4))
	fmt.Println(h.define("web", 2, 4))
	fmt.Println(h.define("mail", 3, 0))
	h.destroy("web")
	h.destroy("mail")
}
