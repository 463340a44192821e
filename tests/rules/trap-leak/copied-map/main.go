// The snapshot is a second map of the same pointers; dropping the snapshot drops no last holder.
package main

/*
#include <stdlib.h>

struct host {
	unsigned addr;
	int up;
};

static struct host *host_new(unsigned addr)
{
	struct host *h = calloc(1, sizeof(*h));

	if (!h)
		abort();
	h->addr = addr;
	h->up = addr % 2;
	return h;
}
*/
import "C"

import (
	"fmt"
	"maps"
	"unsafe"
)

type registry struct {
	hosts map[string]*C.struct_host
}

func (r *registry) add(name string, addr uint) {
	if r.hosts[name] == nil {
		r.hosts[name] = C.host_new(C.uint(addr))
	}
}

func (r *registry) up() []string {
	snapshot := maps.Clone(r.hosts)
	for name, h := range snapshot {
		if h.up == 0 {
			delete(snapshot, name)
		}
	}
	names := make([]string, 0, len(snapshot))
	for name := range snapshot {
		names = append(names, name)
	}
	snapshot = nil
	return names
}

func (r *registry) close() {
	for name, h := range r.hosts {
		delete(r.hosts, name)
		C.free(unsafe.Pointer(h))
	}
}

func main() {
	r := &registry{hosts: make(map[string]*C.struct_host)}
	defer r.close()
	for i, name := range []string{"a", "b", "c"} {
		r.add(name, uint(i))
	}
	fmt.Println(len(r.up()), len(r.hosts))
}
