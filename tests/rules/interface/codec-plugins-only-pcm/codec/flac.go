package codec

/*
#include <stdlib.h>
struct flac { int rate; int residual[32]; };
*/
import "C"

import "unsafe"

// FLAC keeps its predictor in C memory.
type FLAC struct{ st *C.struct_flac }

func NewFLAC(rate int) *FLAC {
	st := (*C.struct_flac)(C.calloc(1, C.sizeof_struct_flac))
	st.rate = C.int(rate)
	return &FLAC{st}
}

func (c *FLAC) Rate() int { return int(c.st.rate) }

func (c *FLAC) Close() { C.free(unsafe.Pointer(c.st)) }
