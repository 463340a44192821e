// Two loops: the first frees the even pages and marks them in the map, the second frees only those not marked.
package main

/*
#include <stdlib.h>

static void *page(void)
{
	return calloc(1, 4096);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errPage = errors.New("no page")

type pages struct {
	mem  []unsafe.Pointer
	gone map[int]bool
}

func newPages(n int) (*pages, error) {
	p := &pages{gone: make(map[int]bool)}
	for i := 0; i < n; i++ {
		m := C.page()
		if m == nil {
			p.close()
			return nil, errPage
		}
		p.mem = append(p.mem, m)
	}
	return p, nil
}

func (p *pages) thin() {
	for i := 0; i < len(p.mem); i += 2 {
		if p.gone[i] {
			continue
		}
		C.free(p.mem[i])
		p.mem[i] = nil
		p.gone[i] = true
	}
}

func (p *pages) close() {
	for i, m := range p.mem {
		if !p.gone[i] {
			C.free(m)
			p.gone[i] = true
		}
	}
	p.mem = nil
}

func main() {
	p, err := newPages(9)
	if err != nil {
		fmt.Println(err)
		return
	}
	p.thin()
	p.thin()
	fmt.Println(len(p.gone))
	p.close()
	p.close()
}
