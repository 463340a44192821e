// Package counters counts words in a table that C code can read as well.
package counters

// #include <stdlib.h>
// #include "table.h"
import "C"

import "unsafe"

func Hit(word string) {
	cw := C.CString(word)
	defer C.free(unsafe.Pointer(cw))
	c := C.table_find(cw)
	if c == nil {
		if c = C.table_add(cw); c == nil {
			return
		}
	}
	c.hits++
}

// Take answers how often word was hit, and forgets it.
func Take(word string) int {
	cw := C.CString(word)
	defer C.free(unsafe.Pointer(cw))
	c := C.table_find(cw)
	if c == nil {
		return 0
	}
	hits := int(c.hits)
	C.table_del(c)
	return hits
}
