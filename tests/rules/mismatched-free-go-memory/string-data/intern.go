// Package intern frees the bytes of a Go string on the path where the text was not copied to C.
package intern

/*
#include <stdlib.h>
#include <string.h>

static unsigned fingerprint(const char *s, size_t n)
{
	unsigned h = 2166136261u;

	while (n-- > 0)
		h = (h ^ (unsigned char)*s++) * 16777619u;
	return h;
}
*/
import "C"

import (
	"strings"
	"unsafe"
)

// Table numbers texts by their fingerprint.
type Table struct {
	byPrint map[uint32]int
	fold    bool
}

// New makes a table; with fold, case does not count.
func New(fold bool) *Table { return &Table{byPrint: make(map[uint32]int), fold: fold} }

// Number returns the number of a text, a new one for a new text.
func (t *Table) Number(text string) int {
	if text == "" {
		return -1
	}
	var p unsafe.Pointer
	if t.fold {
		p = unsafe.Pointer(C.CString(strings.ToLower(text)))
	} else {
		p = unsafe.Pointer(unsafe.StringData(text))
	}
	print := uint32(C.fingerprint((*C.char)(p), C.size_t(len(text))))
	n, ok := t.byPrint[print]
	if !ok {
		n = len(t.byPrint)
		t.byPrint[print] = n
	}
	C.free(p) // want BL104
	return n
}
