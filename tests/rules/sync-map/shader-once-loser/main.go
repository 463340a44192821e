// program loses the race for the map and frees its own program, which nobody else has seen.
package main

/*
#include <stdlib.h>
#include <string.h>

struct prog { int id; size_t len; };

static struct prog *prog_compile(const char *src)
{
	static int next;
	struct prog *p = malloc(sizeof(*p));

	if (p) {
		p->id = ++next;
		p->len = strlen(src);
	}
	return p;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"unsafe"
)

var errCompile = errors.New("shader: cannot compile")

// Library compiles each shader once, although many goroutines ask for it.
type Library struct {
	progs sync.Map // source text to *C.struct_prog
}

func compile(src string) (*C.struct_prog, error) {
	cs := C.CString(src)
	defer C.free(unsafe.Pointer(cs))
	p := C.prog_compile(cs)
	if p == nil {
		return nil, errCompile
	}
	return p, nil
}

func (l *Library) program(src string) (*C.struct_prog, error) {
	if v, ok := l.progs.Load(src); ok {
		return v.(*C.struct_prog), nil
	}
	mine, err := compile(src)
	if err != nil {
		return nil, err
	}
	v, lost := l.progs.LoadOrStore(src, mine)
	first := v.(*C.struct_prog)
	if lost {
		C.free(unsafe.Pointer(mine))
	}
	return first, nil
}

func main() {
	var l Library
	var wg sync.WaitGroup
	for _, src := range os.Args {
		wg.Add(2)
		for i := 0; i < 2; i++ {
			go func() {
				defer wg.Done()
				_, err := l.program(src)
				fmt.Println(err)
			}()
		}
	}
	wg.Wait()
}
