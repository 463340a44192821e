// Dead sockets are freed while the slice is filtered in place, and the tail that still had them is set to nil.
package main

/*
#include <stdlib.h>

struct sk {
	int fd;
	int alive;
};

static struct sk *sk_new(int fd)
{
	struct sk *s = malloc(sizeof(*s));

	if (!s)
		abort();
	s->fd = fd;
	s->alive = fd % 3 != 0;
	return s;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type poller struct {
	groups map[string][]*C.struct_sk
}

func (p *poller) add(group string, fd int) {
	p.groups[group] = append(p.groups[group], C.sk_new(C.int(fd)))
}

func (p *poller) prune(group string) int {
	all := p.groups[group]
	kept := all[:0]
	for _, s := range all {
		if s.alive != 0 {
			kept = append(kept, s)
		} else {
			C.free(unsafe.Pointer(s))
		}
	}
	clear(all[len(kept):])
	p.groups[group] = kept
	return len(all) - len(kept)
}

func (p *poller) close(group string) {
	for i, s := range p.groups[group] {
		p.groups[group][i] = nil
		C.free(unsafe.Pointer(s))
	}
	delete(p.groups, group)
}

func main() {
	p := &poller{groups: make(map[string][]*C.struct_sk)}
	for fd := 3; fd < 20; fd++ {
		p.add([]string{"in", "out"}[fd%2], fd)
	}
	fmt.Println(p.prune("in"), p.prune("out"), p.prune("none"))
	p.close("in")
	p.close("out")
}
