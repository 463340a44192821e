// realloc may move the block, and its result goes back into the entry that had the old address.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

type channel struct {
	buf      unsafe.Pointer
	len, cap int
}

type recorder struct {
	channels map[string]channel
}

var errMemory = errors.New("recorder: out of memory")

func (r *recorder) write(name string, b []byte) error {
	ch := r.channels[name]
	if need := ch.len + len(b); need > ch.cap {
		size := 2*ch.cap + len(b)
		p := C.realloc(ch.buf, C.size_t(size))
		if p == nil {
			return errMemory
		}
		ch.buf, ch.cap = p, size
	}
	copy(unsafe.Slice((*byte)(ch.buf), ch.cap)[ch.len:], b)
	ch.len += len(b)
	r.channels[name] = ch
	return nil
}

func (r *recorder) contents(name string) string {
	ch, ok := r.channels[name]
	if !ok {
		return ""
	}
	return C.GoStringN((*C.char)(ch.buf), C.int(ch.len))
}

func (r *recorder) close() {
	for name, ch := range r.channels {
		delete(r.channels, name)
		C.free(ch.buf)
	}
}

func main() {
	r := &recorder{channels: make(map[string]channel)}
	defer r.close()
	for i := 0; i < 10; i++ {
		if err := r.write("log", []byte(fmt.Sprintf("line %d\n", i))); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Print(r.contents("log"), r.contents("none"))
}
