// The table remembers the address of the last buffer as a number, and compares it after the buffer was freed.
package main

/*
#include <stdlib.h>
#include <string.h>

static char *render(const char *s, size_t *len)
{
	char *p = strdup(s);

	*len = p ? strlen(p) : 0;
	return p;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// screens redraws only what changed.
type screens struct {
	shown map[string]uintptr
	drawn int
}

func (s *screens) draw(name, text string) error {
	ct := C.CString(text)
	defer C.free(unsafe.Pointer(ct))
	var n C.size_t
	p := C.render(ct, &n)
	if p == nil {
		return fmt.Errorf("screen %s: cannot render", name)
	}
	addr := uintptr(unsafe.Pointer(p))
	if s.shown[name] != addr {
		s.shown[name] = addr
		s.drawn++
	}
	C.free(unsafe.Pointer(p)) // want BL109
	return nil
}

func main() {
	s := &screens{shown: make(map[string]uintptr)}
	for _, text := range []string{"one", "two", "two"} {
		if err := s.draw("status", text); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(s.drawn, "drawn")
}
