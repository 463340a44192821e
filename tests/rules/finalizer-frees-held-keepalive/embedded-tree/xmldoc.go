// Documents embed the tree that C owns; the last use of a document is before C reads it.
package xmldoc

/*
#include <stdlib.h>
struct tree { int nodes; struct tree *root; };
static struct tree *tree_parse(const char *s) {
	struct tree *t = calloc(1, sizeof(*t));
	for (; t && *s; s++)
		t->nodes += *s == '<';
	return t;
}
static int tree_count(const struct tree *t) { return t->nodes; }
static void tree_free(struct tree *t) { free(t); }
*/
import "C"

import (
	"errors"
	"runtime"
	"unsafe"
)

type handle struct {
	ptr  *C.struct_tree
	name string
}

func (h *handle) finalize() {
	C.tree_free(h.ptr)
	h.ptr = nil
}

// Document is a parsed text.
type Document struct {
	*handle
	Title string
}

// Parse reads a text.
func Parse(name, text string) (*Document, error) {
	s := C.CString(text)
	defer C.free(unsafe.Pointer(s))
	h := &handle{ptr: C.tree_parse(s), name: name}
	if h.ptr == nil {
		return nil, errors.New("xmldoc: out of memory")
	}
	runtime.SetFinalizer(h, (*handle).finalize)
	return &Document{handle: h, Title: name}, nil
}

// Elements counts them.
func (d *Document) Elements() int {
	return int(C.tree_count(d.ptr)) // want BL106
}
