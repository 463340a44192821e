// The owner with the finalizer is a global that lives as long as the program, so copies of its pointer are good.
package main

/*
#include <stdlib.h>

struct env {
	int nthreads;
	int jobs;
};

static struct env *env_new(int nthreads)
{
	struct env *e = calloc(1, sizeof(*e));

	if (!e)
		abort();
	e->nthreads = nthreads;
	return e;
}

static int env_run(struct env *e, int n)
{
	e->jobs += n;
	return e->jobs / e->nthreads;
}
*/
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

type env struct{ c *C.struct_env }

func newEnv(n int) *env {
	e := &env{c: C.env_new(C.int(n))}
	runtime.SetFinalizer(e, func(e *env) { C.free(unsafe.Pointer(e.c)) })
	return e
}

// shared is made once and never replaced.
var shared = newEnv(2)

type session struct {
	env  *env
	raw  *C.struct_env
	runs int
}

func open() *session { return &session{env: shared, raw: shared.c} }

func (s *session) run(n int) int {
	s.runs++
	rc := int(C.env_run(s.raw, C.int(n)))
	runtime.KeepAlive(s.env)
	return rc
}

func main() {
	sessions := make(map[string]*session)
	for _, name := range []string{"train", "test"} {
		sessions[name] = open()
	}
	runtime.GC()
	for name, s := range sessions {
		fmt.Println(name, s.run(4) > 0, s.runs)
	}
}
