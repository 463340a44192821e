// A template that is compiled again takes the place of the old program, which is freed after it left the cache.
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

type cache struct {
	mu    sync.Mutex
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
	old, ok := c.progs[name]
	c.progs[name] = p
	if ok {
		C.prog_free(old)
	}
	return nil
}

func (c *cache) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.progs {
		C.prog_free(p)
	}
	clear(c.progs)
}

func main() {
	c := &cache{progs: make(map[string]*C.struct_prog)}
	defer c.close()
	for _, src := range []string{"v1", "version 2"} {
		if err := c.load("index", src); err != nil {
			fmt.Println(err)
		}
	}
}
