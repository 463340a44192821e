// Package cmem is the only place that speaks with the C heap.
package cmem

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import "unsafe"

func String(s string) unsafe.Pointer { return unsafe.Pointer(C.CString(s)) }

func Len(p unsafe.Pointer) int { return int(C.strlen((*C.char)(p))) }

func Free(p unsafe.Pointer) { C.free(p) }
