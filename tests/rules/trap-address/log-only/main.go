// Addresses are turned into numbers for the log and a shard choice; no map or field keeps the number.
package main

/*
#include <stdlib.h>

typedef struct chan_t { int id; } chan_t;

static chan_t *chan_open(int id)
{
	chan_t *c = malloc(sizeof(*c));

	if (!c)
		abort();
	c->id = id;
	return c;
}
*/
import "C"

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unsafe"
)

const nshards = 4

type shards struct {
	log    io.Writer
	counts [nshards]int
	lines  map[string]int
}

func shard(p *C.chan_t) int {
	return int(uintptr(unsafe.Pointer(p)) >> 4 % nshards)
}

func (s *shards) use(id int) {
	c := C.chan_open(C.int(id))
	addr := uintptr(unsafe.Pointer(c))
	i := shard(c)
	s.counts[i]++
	line := fmt.Sprintf("channel %d at %#x", int(c.id), addr)
	C.free(unsafe.Pointer(c))
	s.lines[strings.Fields(line)[1]]++
	fmt.Fprintln(s.log, line)
}

func main() {
	s := &shards{log: os.Stderr, lines: make(map[string]int)}
	for id := 0; id < 8; id++ {
		s.use(id)
	}
	fmt.Println(len(s.lines))
}
