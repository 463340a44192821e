// Elements belong to their C document, so overwriting or clearing the Go index of them leaks nothing.
package main

/*
#include <stdlib.h>
#include "doc.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errDoc = errors.New("document: out of memory")

type document struct {
	p     *C.struct_doc
	index map[string]*C.struct_elem
}

func newDocument() (*document, error) {
	p := C.doc_new()
	if p == nil {
		return nil, errDoc
	}
	return &document{p: p, index: make(map[string]*C.struct_elem)}, nil
}

// add adds an element; the index knows the last one of each name.
func (d *document) add(name string) error {
	cn := C.CString(name)
	defer C.free(unsafe.Pointer(cn))
	e := C.doc_add(d.p, cn)
	if e == nil {
		return errDoc
	}
	d.index[name] = e
	return nil
}

func (d *document) visit(name string) int {
	e, ok := d.index[name]
	if !ok {
		return 0
	}
	e.visits++
	return int(e.visits)
}

func (d *document) close() {
	clear(d.index)
	C.doc_free(d.p)
	d.p = nil
}

func main() {
	d, err := newDocument()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range []string{"p", "a", "p"} {
		if err := d.add(name); err != nil {
			fmt.Println(err)
		}
		fmt.Println(d.visit(name))
	}
	d.close()
}
