// The values of the map are Go memory: what was deleted is used afterwards, and the collector keeps it.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type request struct {
	path  string
	tries int
	body  []byte
}

// pending has requests that wait for an answer.
type pending map[uint32]*request

func (p pending) send(id uint32, path string, size int) {
	p[id] = &request{path: path, body: make([]byte, size)}
}

// fill writes into the Go memory of a request from C, during the call only.
func (r *request) fill(c byte) {
	if len(r.body) > 0 {
		C.memset(unsafe.Pointer(&r.body[0]), C.int(c), C.size_t(len(r.body)))
	}
}

// done ends a request; it answers the request for the log.
func (p pending) done(id uint32) *request {
	r, ok := p[id]
	if !ok {
		return nil
	}
	delete(p, id)
	r.tries++
	r.fill(byte(r.tries))
	return r
}

func main() {
	p := make(pending)
	for i, arg := range os.Args {
		id := uint32(i)
		p.send(id, arg, 16*i)
		r := p.done(id)
		fmt.Println(r.path, r.tries, len(r.body))
	}
	clear(p)
}
