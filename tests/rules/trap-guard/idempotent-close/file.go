// Package arc closes idempotently: the second Close finds nil, and so does every other method.
package arc

/*
#include <stdlib.h>

typedef struct arc {
	int members;
	long pos;
} arc;

static arc *arc_open(int members)
{
	arc *a = calloc(1, sizeof(*a));

	if (a)
		a->members = members;
	return a;
}

static int arc_next(arc *a)
{
	return a->pos < a->members ? (int)a->pos++ : -1;
}

static int arc_close(arc *a)
{
	int rc = a->pos == a->members ? 0 : 1;

	free(a);
	return rc;
}
*/
import "C"

import (
	"errors"
	"io"
	"sync"
)

// Reader reads the members of an archive.
type Reader struct {
	mu sync.Mutex
	p  *C.arc
}

var (
	errOpen = errors.New("arc: cannot open")
	// ErrUnread says that members were left.
	ErrUnread = errors.New("arc: members left unread")

	readersMu sync.Mutex
	readers   = map[*Reader]struct{}{}
)

// Open opens an archive.
func Open(members int) (*Reader, error) {
	p := C.arc_open(C.int(members))
	if p == nil {
		return nil, errOpen
	}
	r := &Reader{p: p}
	readersMu.Lock()
	readers[r] = struct{}{}
	readersMu.Unlock()
	return r, nil
}

// Next returns the number of the next member.
func (r *Reader) Next() (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.p == nil {
		return 0, io.ErrClosedPipe
	}
	if n := C.arc_next(r.p); n >= 0 {
		return int(n), nil
	}
	return 0, io.EOF
}

// Close closes the archive.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.p == nil {
		return nil
	}
	rc := C.arc_close(r.p)
	r.p = nil
	if rc != 0 {
		return ErrUnread
	}
	return nil
}

// CloseAll closes all archives; those that were closed before stay closed.
func CloseAll() error {
	readersMu.Lock()
	defer readersMu.Unlock()
	var errs []error
	for r := range readers {
		errs = append(errs, r.Close())
	}
	clear(readers)
	return errors.Join(errs...)
}
