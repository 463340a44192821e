package page

/*
#include <stdlib.h>

typedef struct { int used; char data[508]; } page_t;
*/
import "C"

import "unsafe"

type Page C.page_t

func New(used int) *Page {
	p := (*Page)(C.calloc(1, C.sizeof_page_t))
	p.used = C.int(used)
	return p
}

// Tier owns the pages in it.
type Tier struct{ pages map[string]*Page }

func NewTier() *Tier { return &Tier{pages: make(map[string]*Page)} }

func (t *Tier) Put(name string, p *Page) {
	if old := t.pages[name]; old != nil && old != p {
		C.free(unsafe.Pointer(old))
	}
	t.pages[name] = p
}

func (t *Tier) Page(name string) *Page { return t.pages[name] }

func (t *Tier) Used(name string) int {
	if p := t.pages[name]; p != nil {
		return int(p.used)
	}
	return -1
}

// Drop removes a page and frees it.
func (t *Tier) Drop(name string) {
	p := t.pages[name]
	delete(t.pages, name)
	C.free(unsafe.Pointer(p))
}

// Forget removes a page that somebody else owns now.
func (t *Tier) Forget(name string) { delete(t.pages, name) }
