// Package commands registers closures that capture the item itself, so it lives as long as its command.
package commands

/*
#include <stdlib.h>

struct mitem {
	int id;
	int checked;
};

static struct mitem *mitem_new(int id)
{
	struct mitem *m = calloc(1, sizeof(*m));

	if (m)
		m->id = id;
	return m;
}

static int mitem_toggle(struct mitem *m)
{
	return m->checked = !m->checked;
}
*/
import "C"

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"
)

// Item is a menu item.
type Item struct {
	c *C.struct_mitem
}

var (
	mu       sync.Mutex
	commands = map[string]func() bool{}
)

func finalize(it *Item) {
	C.free(unsafe.Pointer(it.c))
}

func (it *Item) toggle() bool {
	on := C.mitem_toggle(it.c) != 0
	runtime.KeepAlive(it)
	return on
}

// NewItem makes an item and a command of the same name that toggles it.
func NewItem(name string, id int) (*Item, error) {
	c := C.mitem_new(C.int(id))
	if c == nil {
		return nil, fmt.Errorf("commands: no memory for %s", name)
	}
	it := &Item{c: c}
	runtime.SetFinalizer(it, finalize)
	mu.Lock()
	defer mu.Unlock()
	commands[name] = it.toggle
	return it, nil
}

// Remove forgets a command.
func Remove(name string) {
	mu.Lock()
	defer mu.Unlock()
	delete(commands, name)
}
