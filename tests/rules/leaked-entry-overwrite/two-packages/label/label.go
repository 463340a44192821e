// Package label makes text labels in C memory.
package label

/*
#include <stdlib.h>
*/
import "C"

import "unsafe"

// Label is a text in C memory, for a library that keeps char pointers.
type Label struct{ p *C.char }

// New copies the text to the C heap.
func New(text string) Label { return Label{C.CString(text)} }

// Pointer is for calls into C.
func (l Label) Pointer() unsafe.Pointer { return unsafe.Pointer(l.p) }

// String copies the text back.
func (l Label) String() string { return C.GoString(l.p) }

// Free gives the memory back to C.
func (l Label) Free() { C.free(unsafe.Pointer(l.p)) }
