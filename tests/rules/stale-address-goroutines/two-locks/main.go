// The free is under the stream's own lock and the delete under the table's, so another opener gets in between.
package main

/*
#include <stdlib.h>

typedef struct stream {
	int id;
	char window[1024];
} stream;

static stream *stream_new(int id)
{
	stream *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->id = id;
	return s;
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

type peer struct {
	mu  sync.Mutex
	raw *C.stream
}

var table = struct {
	sync.RWMutex
	m map[unsafe.Pointer]*peer
}{m: make(map[unsafe.Pointer]*peer)}

func open(id int) *peer {
	p := &peer{raw: C.stream_new(C.int(id))}
	table.Lock()
	defer table.Unlock()
	table.m[unsafe.Pointer(p.raw)] = p
	return p
}

func find(raw unsafe.Pointer) *peer {
	table.RLock()
	defer table.RUnlock()
	return table.m[raw]
}

func (p *peer) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	raw := unsafe.Pointer(p.raw)
	p.raw = nil
	C.free(raw) // want BL109
	table.Lock()
	delete(table.m, raw)
	table.Unlock()
}

func serve(id int) error {
	p := open(id)
	defer p.close()
	if q := find(unsafe.Pointer(p.raw)); q != p {
		return fmt.Errorf("stream %d: answers for another", id)
	}
	return nil
}

func main() {
	errs := make(chan error)
	for id := 0; id < 4; id++ {
		go func(id int) { errs <- serve(id) }(id)
	}
	for id := 0; id < 4; id++ {
		if err := <-errs; err != nil {
			fmt.Println(err)
		}
	}
}
