// Finish hands the text to the table and sets the field to nil, so that the deferred Discard frees nothing.
package main

/*
#include <stdlib.h>
#include <string.h>

struct text { size_t n; char s[120]; };
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"unsafe"
)

var errFull = errors.New("text is full")

type builder struct{ t *C.struct_text }

func newBuilder() *builder {
	return &builder{(*C.struct_text)(C.calloc(1, C.sizeof_struct_text))}
}

func (b *builder) add(s string) error {
	n := int(b.t.n)
	if n+len(s) > len(b.t.s) {
		return errFull
	}
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&b.t.s[0])), len(b.t.s))[n:], s)
	b.t.n += C.size_t(len(s))
	return nil
}

// finish answers the text, which the caller owns.
func (b *builder) finish() *C.struct_text {
	t := b.t
	b.t = nil
	return t
}

func (b *builder) discard() {
	C.free(unsafe.Pointer(b.t))
	b.t = nil
}

var texts = make(map[string]*C.struct_text)

func compose(id string, words []string) error {
	if _, ok := texts[id]; ok {
		return os.ErrExist
	}
	b := newBuilder()
	defer b.discard()
	for _, w := range words {
		if err := b.add(w); err != nil {
			return err
		}
	}
	texts[id] = b.finish()
	return nil
}

func main() {
	for i := range os.Args {
		id := fmt.Sprint(i)
		if err := compose(id, os.Args[i:]); err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(texts[id].n)
	}
}
