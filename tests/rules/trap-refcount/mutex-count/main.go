// Two opens of one device share an entry with a count, and the last close removes and frees it.
package main

/*
#include <stdlib.h>

struct dev {
	int minor;
	int writes;
};

static struct dev *dev_attach(int minor)
{
	struct dev *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	d->minor = minor;
	return d;
}

static void dev_detach(struct dev *d)
{
	free(d);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
)

type shared struct {
	dev  *C.struct_dev
	refs int
}

type devices struct {
	mu   sync.Mutex
	open map[int]*shared
}

var errNotOpen = errors.New("device is not open")

func (ds *devices) acquire(minor int) *shared {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	s, ok := ds.open[minor]
	if !ok {
		s = &shared{dev: C.dev_attach(C.int(minor))}
		ds.open[minor] = s
	}
	s.refs++
	return s
}

func (ds *devices) release(minor int) error {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	s, ok := ds.open[minor]
	if !ok {
		return errNotOpen
	}
	s.refs--
	if s.refs > 0 {
		return nil
	}
	delete(ds.open, minor)
	C.dev_detach(s.dev)
	return nil
}

func main() {
	ds := &devices{open: make(map[int]*shared)}
	a := ds.acquire(7)
	b := ds.acquire(7)
	fmt.Println(ds.release(7))
	b.dev.writes++
	fmt.Println(a == b, a.dev.writes)
	fmt.Println(ds.release(7), ds.release(7))
}
