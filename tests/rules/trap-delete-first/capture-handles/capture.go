// Package capture takes a handle out of the table before it closes it, so the table never has a closed one.
package capture

/*
#include <stdlib.h>
#include <string.h>

typedef struct cap {
	char dev[16];
	int snaplen;
} cap_t;

static cap_t *cap_open(const char *dev, int snaplen, char *err)
{
	cap_t *c;

	if (strlen(dev) >= sizeof(c->dev)) {
		strcpy(err, "name too long");
		return NULL;
	}
	c = calloc(1, sizeof(*c));
	if (!c) {
		strcpy(err, "out of memory");
		return NULL;
	}
	strcpy(c->dev, dev);
	c->snaplen = snaplen;
	return c;
}

static void cap_close(cap_t *c)
{
	free(c);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"
)

// ErrUnknown says that no capture runs on a device.
var ErrUnknown = errors.New("capture: not open")

var table = struct {
	sync.Mutex
	open map[string]*C.cap_t
}{open: make(map[string]*C.cap_t)}

// Open starts a capture.
func Open(dev string, snaplen int) error {
	table.Lock()
	defer table.Unlock()
	if _, dup := table.open[dev]; dup {
		return fmt.Errorf("capture: %s is open", dev)
	}
	cdev := C.CString(dev)
	defer C.free(unsafe.Pointer(cdev))
	var msg [64]C.char
	c := C.cap_open(cdev, C.int(snaplen), &msg[0])
	if c == nil {
		return fmt.Errorf("capture: %s: %s", dev, C.GoString(&msg[0]))
	}
	table.open[dev] = c
	return nil
}

// Close ends a capture.
func Close(dev string) error {
	table.Lock()
	c, ok := table.open[dev]
	delete(table.open, dev)
	table.Unlock()
	if !ok {
		return ErrUnknown
	}
	C.cap_close(c)
	return nil
}
