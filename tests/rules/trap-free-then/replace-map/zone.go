// Package zone frees all records and puts a new map in the place of the old one, under one lock.
package zone

/*
#include <stdlib.h>
#include <string.h>

struct rr {
	unsigned ttl;
	char data[60];
};

static struct rr *rr_parse(const char *line)
{
	struct rr *r;

	if (!*line || *line == ';')
		return NULL;
	r = calloc(1, sizeof(*r));
	if (!r)
		return NULL;
	strncpy(r->data, line, sizeof(r->data) - 1);
	r->ttl = 3600;
	return r;
}
*/
import "C"

import (
	"errors"
	"sync"
	"unsafe"
)

// ErrRecord says that a line is no record.
var ErrRecord = errors.New("zone: bad record")

// Zone holds the records by name.
type Zone struct {
	mu   sync.RWMutex
	rrs  map[string]*C.struct_rr
	gen  int
	name string
}

// New makes an empty zone.
func New(name string) *Zone {
	return &Zone{name: name, rrs: make(map[string]*C.struct_rr)}
}

// Add parses a record and keeps it; the first one of a name wins.
func (z *Zone) Add(name, line string) error {
	cl := C.CString(line)
	defer C.free(unsafe.Pointer(cl))
	r := C.rr_parse(cl)
	if r == nil {
		return ErrRecord
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	if _, dup := z.rrs[name]; dup {
		C.free(unsafe.Pointer(r))
		return nil
	}
	z.rrs[name] = r
	return nil
}

// TTL is how long the record may be cached.
func (z *Zone) TTL(name string) (uint, bool) {
	z.mu.RLock()
	defer z.mu.RUnlock()
	r, ok := z.rrs[name]
	if !ok {
		return 0, false
	}
	return uint(r.ttl), true
}

// Reset drops all records.
func (z *Zone) Reset() {
	z.mu.Lock()
	defer z.mu.Unlock()
	for _, r := range z.rrs {
		C.free(unsafe.Pointer(r))
	}
	z.rrs = make(map[string]*C.struct_rr, len(z.rrs))
	z.gen++
}
