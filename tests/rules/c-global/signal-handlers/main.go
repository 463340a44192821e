// Ignore frees the handler that the C table handlers still points to, and raise_sig calls it next.
package main

/*
#include <stdlib.h>

#define NSIG_OWN 16

struct handler { int hits; int limit; };

static struct handler *handlers[NSIG_OWN];

static void set_handler(int sig, struct handler *h)
{
	handlers[sig] = h;
}

static struct handler *get_handler(int sig)
{
	return handlers[sig];
}

static int raise_sig(int sig)
{
	struct handler *h = handlers[sig];

	if (!h)
		return 0;
	return ++h->hits <= h->limit;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

func Handle(sig, limit int) error {
	if sig < 0 || sig >= C.NSIG_OWN || C.get_handler(C.int(sig)) != nil {
		return fmt.Errorf("signal %d cannot be handled", sig)
	}
	h := (*C.struct_handler)(C.calloc(1, C.sizeof_struct_handler))
	h.limit = C.int(limit)
	C.set_handler(C.int(sig), h)
	return nil
}

func Ignore(sig int) {
	h := C.get_handler(C.int(sig))
	if h == nil {
		return
	}
	C.free(unsafe.Pointer(h)) // want BL102
}

func main() {
	for sig := 0; sig < 4; sig++ {
		if err := Handle(sig, sig); err != nil {
			fmt.Println(err)
		}
		fmt.Println(C.raise_sig(C.int(sig)))
	}
	Ignore(2)
}
