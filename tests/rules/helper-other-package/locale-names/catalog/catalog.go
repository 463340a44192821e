// Package catalog holds the messages of one language.
package catalog

import (
	"unsafe"

	"example.com/locale-names/cmem"
)

type Catalog struct {
	lang string
	id   int
	msg  unsafe.Pointer
}

func Open(lang string) *Catalog { return &Catalog{lang: lang} }

// Take makes c the owner of text.
func (c *Catalog) Take(id int, text unsafe.Pointer) {
	cmem.Free(c.msg)
	c.id, c.msg = id, text
}

func (c *Catalog) Len(id int) int {
	if id != c.id || c.msg == nil {
		return 0
	}
	return cmem.Len(c.msg)
}

func (c *Catalog) Close() {
	cmem.Free(c.msg)
	c.msg = nil
}
