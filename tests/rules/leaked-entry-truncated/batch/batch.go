// Package batch empties a batch by cutting its slice to length zero, with the C messages still in it.
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

static size_t deliver(struct message **v, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += v[i]->len;
	return sum;
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

// Flush delivers what is there.
func (b *Batch) Flush() {
	if len(b.msgs) == 0 {
		return
	}
	b.sent += int(C.deliver(&b.msgs[0], C.size_t(len(b.msgs))))
	b.msgs = b.msgs[:0] // want BL105
}
