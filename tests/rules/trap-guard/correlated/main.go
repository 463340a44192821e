// The temporary is freed exactly where it was made: both ask the same unchanged condition.
package main

/*
#include <stdlib.h>
#include <string.h>

static char *lower(const char *s)
{
	char *l = strdup(s);

	for (char *p = l; p && *p; p++)
		*p |= 0x20;
	return l;
}

static unsigned hash(const char *s)
{
	unsigned h = 1;

	while (*s)
		h = h * 31 + (unsigned char)*s++;
	return h;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type options struct {
	foldCase bool
	verbose  bool
}

type table struct {
	opt   options
	slots map[uint32]int
}

func (t *table) add(word string) error {
	key := C.CString(word)
	name := key
	if t.opt.foldCase {
		name = C.lower(key)
		if name == nil {
			C.free(unsafe.Pointer(key))
			return fmt.Errorf("table: %s: out of memory", word)
		}
	}
	h := uint32(C.hash(name))
	t.slots[h]++
	if t.opt.verbose {
		fmt.Println(C.GoString(name), t.slots[h])
	}
	if t.opt.foldCase {
		C.free(unsafe.Pointer(name))
	}
	C.free(unsafe.Pointer(key))
	return nil
}

func main() {
	for _, fold := range []bool{false, true} {
		t := &table{opt: options{foldCase: fold, verbose: true}, slots: make(map[uint32]int)}
		for _, w := range []string{"Map", "map"} {
			if err := t.add(w); err != nil {
				fmt.Println(err)
			}
		}
	}
}
