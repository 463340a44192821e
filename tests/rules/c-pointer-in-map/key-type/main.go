// The set of open devices has C pointers as its keys.
package main

/*
#include <stdlib.h>

struct usb_dev {
	int vid, pid;
};

static struct usb_dev *usb_open(int vid, int pid)
{
	struct usb_dev *d = malloc(sizeof(*d));

	if (!d)
		abort();
	d->vid = vid;
	d->pid = pid;
	return d;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type devSet map[*C.struct_usb_dev]bool // want BL110

func (s devSet) open(vid, pid int) *C.struct_usb_dev {
	d := C.usb_open(C.int(vid), C.int(pid))
	s[d] = true
	return d
}

func (s devSet) close(d *C.struct_usb_dev) bool {
	if !s[d] {
		return false
	}
	delete(s, d)
	C.free(unsafe.Pointer(d))
	return true
}

func main() {
	s := make(devSet)
	d := s.open(0x1d6b, 2)
	fmt.Println(len(s), s.close(d), s.close(d))
}
