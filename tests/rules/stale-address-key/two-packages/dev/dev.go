// Package dev opens devices.
package dev

/*
#include <stdlib.h>

struct dev {
	int bus, port;
};

static struct dev *dev_open(int bus, int port)
{
	struct dev *d = malloc(sizeof(*d));

	if (!d)
		return NULL;
	d->bus = bus;
	d->port = port;
	return d;
}

static void dev_close(struct dev *d)
{
	free(d);
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Dev is an open device.
type Dev struct{ p *C.struct_dev }

// Open opens the device at a port of a bus.
func Open(bus, port int) (*Dev, error) {
	p := C.dev_open(C.int(bus), C.int(port))
	if p == nil {
		return nil, fmt.Errorf("dev: cannot open %d:%d", bus, port)
	}
	return &Dev{p: p}, nil
}

// Addr identifies an open device.
func (d *Dev) Addr() uintptr { return uintptr(unsafe.Pointer(d.p)) }

// Close closes the device.
func (d *Dev) Close() {
	if d.p != nil {
		C.dev_close(d.p)
		d.p = nil
	}
}
