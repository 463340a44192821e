// Package poll watches descriptors. Its C side keeps the context of each.
package poll

// #include <stdlib.h>
// #include "watch.h"
import "C"

import (
	"fmt"
	"unsafe"
)

type Watcher struct {
	fd  int
	ctx *C.struct_watch_ctx
}

func Start(fd, budget int) (*Watcher, error) {
	ctx := (*C.struct_watch_ctx)(C.calloc(1, C.sizeof_struct_watch_ctx))
	ctx.budget = C.int(budget)
	if C.watch_add(C.int(fd), ctx) != 0 {
		C.free(unsafe.Pointer(ctx))
		return nil, fmt.Errorf("poll: no place for descriptor %d", fd)
	}
	return &Watcher{fd, ctx}, nil
}

func Once() int { return int(C.poll_once()) }

// Stop ends w, which must not be used any more.
func (w *Watcher) Stop() {
	C.watch_del(C.int(w.fd))
	C.free(unsafe.Pointer(w.ctx))
	w.ctx = nil
}
