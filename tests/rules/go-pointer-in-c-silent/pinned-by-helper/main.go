// Package pin pins whatever a session gives to C until the session is closed.
package main

/*
struct region {
	void *base;
	long len;
	struct region *next;
};

static struct region *regions;

static void region_add(struct region *r)
{
	r->next = regions;
	regions = r;
}

static long region_total(void)
{
	struct region *r;
	long n = 0;

	for (r = regions; r; r = r->next)
		n += r->len;
	return n;
}

static void region_clear(void)
{
	regions = 0;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"

	"example.com/pinned-by-helper/pin"
)

type session struct {
	pins pin.Set
	n    int
}

func (s *session) share(b []byte) {
	r := new(C.struct_region)
	r.base = s.pins.Bytes(b)
	r.len = C.long(len(b))
	s.pins.Add(unsafe.Pointer(r))
	C.region_add(r)
	s.n++
}

func (s *session) Close() {
	C.region_clear()
	s.pins.Release()
}

func main() {
	s := new(session)
	defer s.Close()
	for _, arg := range os.Args {
		s.share([]byte(arg))
	}
	fmt.Println(s.n, C.region_total())
}
