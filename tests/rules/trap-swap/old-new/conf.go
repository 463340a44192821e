// Package conf stores the new configuration first and then frees the old one, which nobody holds any more.
package conf

/*
#include <stdlib.h>
#include <string.h>

typedef struct conf {
	int level;
	char mode[12];
} conf;

static conf *conf_parse(const char *text)
{
	conf *c;

	if (strlen(text) > 11)
		return NULL;
	c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	strcpy(c->mode, text);
	c->level = (int)strlen(text);
	return c;
}

static void conf_free(conf *c)
{
	free(c);
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// Holder holds the current configuration of each unit.
type Holder struct {
	mu    sync.RWMutex
	main  *C.conf
	units map[string]*C.conf
}

func parse(text string) (*C.conf, error) {
	ct := C.CString(text)
	defer C.free(unsafe.Pointer(ct))
	c := C.conf_parse(ct)
	if c == nil {
		return nil, fmt.Errorf("conf: cannot parse %q", text)
	}
	return c, nil
}

// SetMain replaces the main configuration.
func (h *Holder) SetMain(text string) error {
	c, err := parse(text)
	if err != nil {
		return err
	}
	h.mu.Lock()
	old := h.main
	h.main = c
	h.mu.Unlock()
	if old != nil {
		C.conf_free(old)
	}
	return nil
}

// SetUnit replaces the configuration of a unit.
func (h *Holder) SetUnit(unit, text string) error {
	c, err := parse(text)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.units == nil {
		h.units = make(map[string]*C.conf)
	}
	c, h.units[unit] = h.units[unit], c
	if c != nil {
		C.conf_free(c)
	}
	return nil
}

// Level is the level of a unit, or the main one.
func (h *Holder) Level(unit string) int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	c, ok := h.units[unit]
	if !ok {
		c = h.main
	}
	if c == nil {
		return 0
	}
	return int(c.level)
}
