// Three allocations are undone in reverse order by labels, and the success path jumps over all of them.
package main

/*
#include <stdlib.h>

struct ring {
	void *sq, *cq;
	unsigned depth;
};

static void *map_queue(unsigned depth)
{
	return depth > 1024 ? NULL : calloc(depth, 16);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errSetup = errors.New("ring: cannot set up")

var rings = map[int]*C.struct_ring{}

func setup(id int, sqDepth, cqDepth uint) error {
	var sq, cq unsafe.Pointer
	r := (*C.struct_ring)(C.calloc(1, C.size_t(unsafe.Sizeof(C.struct_ring{}))))
	if r == nil {
		return errSetup
	}
	sq = C.map_queue(C.uint(sqDepth))
	if sq == nil {
		goto freeRing
	}
	cq = C.map_queue(C.uint(cqDepth))
	if cq == nil {
		goto freeSubmit
	}
	if rings[id] != nil {
		goto freeComplete
	}
	r.sq, r.cq, r.depth = sq, cq, C.uint(sqDepth)
	rings[id] = r
	return nil

freeComplete:
	C.free(cq)
freeSubmit:
	C.free(sq)
freeRing:
	C.free(unsafe.Pointer(r))
	return errSetup
}

func teardown(id int) {
	r := rings[id]
	if r == nil {
		return
	}
	delete(rings, id)
	C.free(r.cq)
	C.free(r.sq)
	C.free(unsafe.Pointer(r))
}

func main() {
	fmt.Println(setup(1, 8, 16), setup(1, 8, 16), setup(2, 8, 4096), setup(3, 4096, 8))
	for id := 0; id < 4; id++ {
		teardown(id)
	}
}
