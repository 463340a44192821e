// The only pointer to a watcher is the key of the map, and unwatch deletes the key without a free.
package main

/*
#include <stdlib.h>

typedef struct {
	int fd;
	unsigned mask;
} watcher;

static watcher *watcher_new(int fd, unsigned mask)
{
	watcher *w = malloc(sizeof(*w));

	if (!w)
		return NULL;
	w->fd = fd;
	w->mask = mask;
	return w;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// watches says which path each watcher looks at.
var watches = map[*C.watcher]string{}

func watch(fd int, path string) error {
	w := C.watcher_new(C.int(fd), 0xff)
	if w == nil {
		return fmt.Errorf("watch %s: out of memory", path)
	}
	watches[w] = path
	return nil
}

func unwatch(path string) int {
	n := 0
	for w, p := range watches {
		if p == path {
			delete(watches, w) // want BL105
			n++
		}
	}
	return n
}

func unwatchAll() {
	for w := range watches {
		delete(watches, w)
		C.free(unsafe.Pointer(w))
	}
}

func main() {
	for i, path := range []string{"/etc", "/var", "/etc"} {
		if err := watch(i+3, path); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(unwatch("/etc"), len(watches))
	unwatchAll()
}
