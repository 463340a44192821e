// The sweep deletes each stale entry while it ranges over the map, and frees the block right after.
package main

/*
#include <stdlib.h>

struct lease {
	long until;
	unsigned addr;
};

static struct lease *lease_new(unsigned addr, long until)
{
	struct lease *l = malloc(sizeof(*l));

	if (!l)
		abort();
	l->addr = addr;
	l->until = until;
	return l;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type mac [6]byte

// leases holds the address that each station has.
type leases map[mac]*C.struct_lease

func (ls leases) grant(m mac, addr uint, until int) bool {
	if l, ok := ls[m]; ok {
		l.until = C.long(until)
		return false
	}
	ls[m] = C.lease_new(C.uint(addr), C.long(until))
	return true
}

func (ls leases) sweep(now int) (freed []uint) {
	for m, l := range ls {
		if int(l.until) > now {
			continue
		}
		addr := uint(l.addr)
		delete(ls, m)
		C.free(unsafe.Pointer(l))
		freed = append(freed, addr)
	}
	return freed
}

func main() {
	ls := make(leases)
	for i := 0; i < 8; i++ {
		ls.grant(mac{5: byte(i)}, uint(100+i), 10*i)
	}
	ls.grant(mac{5: 0}, 0, 99)
	fmt.Println(len(ls.sweep(35)), len(ls))
	fmt.Println(len(ls.sweep(1000)), len(ls))
}
