// Package tags builds its map from a view of C memory, but copies every part: numbers, strings and a clone.
package tags

/*
#include <stdlib.h>

struct tag {
	unsigned short id;
	unsigned short n;
	unsigned char raw[12];
};

static struct tag *tags_read(int count)
{
	struct tag *t = calloc((size_t)count, sizeof(*t));

	for (int i = 0; t && i < count; i++) {
		t[i].id = (unsigned short)(256 + i);
		t[i].n = (unsigned short)(i % 12);
		t[i].raw[0] = (unsigned char)i;
	}
	return t;
}
*/
import "C"

import (
	"bytes"
	"errors"
	"unsafe"
)

// Tag is one field of an image file.
type Tag struct {
	ID   uint16
	Raw  []byte
	Text string
}

// ErrRead says that the tags cannot be read.
var ErrRead = errors.New("tags: cannot read")

// Read reads count tags.
func Read(count int) (map[uint16]Tag, error) {
	if count <= 0 {
		return nil, ErrRead
	}
	p := C.tags_read(C.int(count))
	if p == nil {
		return nil, ErrRead
	}
	defer C.free(unsafe.Pointer(p))
	out := make(map[uint16]Tag, count)
	for _, t := range unsafe.Slice(p, count) {
		raw := unsafe.Slice((*byte)(&t.raw[0]), int(t.n))
		out[uint16(t.id)] = Tag{
			ID:   uint16(t.id),
			Raw:  bytes.Clone(raw),
			Text: string(raw),
		}
	}
	return out, nil
}
