// Release frees a surface when its last user is gone, and takes it out of the map before that.
package main

/*
#include <stdlib.h>

struct surface { int w, h; };
*/
import "C"

import (
	"fmt"
	"os"
	"sync"
	"unsafe"
)

type shared struct {
	s    *C.struct_surface
	refs int
}

type Compositor struct {
	mu    sync.Mutex
	byApp map[string]*shared
}

func (c *Compositor) Acquire(app string) *C.struct_surface {
	c.mu.Lock()
	defer c.mu.Unlock()
	sh, ok := c.byApp[app]
	if !ok {
		s := (*C.struct_surface)(C.calloc(1, C.sizeof_struct_surface))
		s.w, s.h = 640, 480
		sh = &shared{s: s}
		c.byApp[app] = sh
	}
	sh.refs++
	return sh.s
}

func (c *Compositor) Release(app string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	sh, ok := c.byApp[app]
	if !ok {
		return
	}
	sh.refs--
	if sh.refs > 0 {
		return
	}
	delete(c.byApp, app)
	C.free(unsafe.Pointer(sh.s))
}

func main() {
	c := &Compositor{byApp: make(map[string]*shared)}
	for _, app := range os.Args {
		a, b := c.Acquire(app), c.Acquire(app)
		c.Release(app)
		fmt.Println(a.w, b.h, a == b)
		c.Release(app)
	}
}
