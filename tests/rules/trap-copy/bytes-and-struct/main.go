// The cache keeps C.GoBytes of the payload and the header struct by value; both blocks are freed afterwards.
package main

/*
#include <stdlib.h>
#include <string.h>

struct reply {
	int status;
	size_t len;
	unsigned char *body;
};

static struct reply *fetch(int id)
{
	struct reply *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->status = id % 2 ? 200 : 404;
	r->len = (size_t)id * 10;
	r->body = calloc(1, r->len + 1);
	if (!r->body) {
		free(r);
		return NULL;
	}
	return r;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

type page struct {
	head C.struct_reply
	body []byte
}

var (
	pages    = map[int]page{}
	errFetch = errors.New("fetch failed")
)

func load(id int) error {
	r := C.fetch(C.int(id))
	if r == nil {
		return errFetch
	}
	p := page{head: *r, body: C.GoBytes(unsafe.Pointer(r.body), C.int(r.len))}
	C.free(unsafe.Pointer(r.body))
	C.free(unsafe.Pointer(r))
	// The copy must not keep the address of the body.
	p.head.body = nil
	pages[id] = p
	return nil
}

func main() {
	for id := 0; id < 4; id++ {
		if err := load(id); err != nil {
			fmt.Println(id, err)
		}
	}
	for id := range pages {
		p := pages[id]
		fmt.Println(id, p.head.status, len(p.body))
	}
}
