// Package batch frees each C message of the batch before it cuts the slice to length zero.
package batch

/*
#include <stdlib.h>
#include <string.h>

struct message {
	size_t len;
	unsigned char data[];
};

static struct message *message_new(const void *src, size_t n)
{
	struct message *m = malloc(sizeof(*m) + n);

	if (!m)
		return NULL;
	m->len = n;
	memcpy(m->data, src, n);
	return m;
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

const maxBatch = 64

var errFull = errors.New("batch: out of memory")

// Batch collects messages for one delivery.
type Batch struct {
	msgs []*C.struct_message
	sent int
}

// Add appends a message and delivers the batch when it is full.
func (b *Batch) Add(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	m := C.message_new(unsafe.Pointer(&data[0]), C.size_t(len(data)))
	if m == nil {
		return errFull
	}
	b.msgs = append(b.msgs, m)
	if len(b.msgs) == maxBatch {
		b.Flush()
	}
	return nil
}

// Flush counts what is there and lets go of it.
func (b *Batch) Flush() {
	for i, m := range b.msgs {
		b.sent += int(m.len)
		b.msgs[i] = nil
		C.free(unsafe.Pointer(m))
	}
	b.msgs = b.msgs[:0]
}
