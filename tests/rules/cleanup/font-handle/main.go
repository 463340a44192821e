// Close frees the face and does not stop the cleanup, which frees the face again later.
package main

/*
#include <stdlib.h>

struct face { int em; short advance[128]; };
*/
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

// Font closes itself when it is not used any more.
type Font struct {
	face    *C.struct_face
	cleanup runtime.Cleanup
}

func freeFace(f *C.struct_face) {
	C.free(unsafe.Pointer(f)) // or BL103
}

func Load(em int) *Font {
	face := (*C.struct_face)(C.calloc(1, C.sizeof_struct_face))
	face.em = C.int(em)
	for i := range face.advance {
		face.advance[i] = C.short(em / 2)
	}
	f := &Font{face: face}
	f.cleanup = runtime.AddCleanup(f, freeFace, face) // or BL103
	return f
}

func (f *Font) Measure(text string) (width int) {
	for i := 0; i < len(text); i++ {
		width += int(f.face.advance[text[i]&0x7f])
	}
	runtime.KeepAlive(f)
	return width
}

// Close frees f early.
func (f *Font) Close() {
	freeFace(f.face) // or BL103
}

func main() {
	for _, em := range []int{10, 12, 16} {
		f := Load(em)
		fmt.Println(f.Measure("Belay"))
		f.Close()
	}
}
