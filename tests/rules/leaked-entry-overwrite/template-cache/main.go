// A template that is compiled again overwrites the old C program in the cache, which nobody frees.
package main

/*
#include <stdlib.h>
#include <string.h>

struct prog {
	size_t len;
	char code[];
};

static struct prog *prog_compile(const char *src)
{
	size_t n = strlen(src);
	struct prog *p = malloc(sizeof(*p) + n + 1);

	if (!p)
		return NULL;
	p->len = n;
	memcpy(p->code, src, n + 1);
	return p;
}

static void prog_free(struct prog *p)
{
	free(p);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"
)

var errCompile = errors.New("template: does not compile")

// cache holds the compiled templates by name.
type cache struct {
	mu    sync.RWMutex
	progs map[string]*C.struct_prog
}

func (c *cache) load(name, src string) error {
	cs := C.CString(src)
	defer C.free(unsafe.Pointer(cs))
	p := C.prog_compile(cs)
	if p == nil {
		return errCompile
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.progs[name] = p // want BL105
	return nil
}

func (c *cache) size(name string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if p, ok := c.progs[name]; ok {
		return int(p.len)
	}
	return 0
}

func (c *cache) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, p := range c.progs {
		delete(c.progs, name)
		C.prog_free(p)
	}
}

func main() {
	c := &cache{progs: make(map[string]*C.struct_prog)}
	defer c.close()
	for _, src := range []string{"v1", "version 2"} {
		if err := c.load("index", src); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(c.size("index"))
}
