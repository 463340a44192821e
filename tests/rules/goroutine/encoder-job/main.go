// submit starts the encoder of package encode in a goroutine, and its own defer frees the frame at once.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"

	"example.com/encoder-job/encode"
)

type frame struct {
	luma unsafe.Pointer
	w, h int
}

func newFrame(w, h int) *frame {
	return &frame{luma: C.calloc(C.size_t(w), C.size_t(h)), w: w, h: h}
}

func (f *frame) paint(shade byte) {
	row := unsafe.Slice((*byte)(f.luma), f.w)
	for i := range row {
		row[i] = shade
	}
}

func submit(enc *encode.Encoder, shade byte) {
	f := newFrame(64, 48)
	defer C.free(f.luma) // or BL101|BL102
	f.paint(shade)
	go enc.Encode(f.luma, f.w*f.h) // or BL101|BL102
}

func main() {
	enc := encode.New()
	for i := range os.Args {
		submit(enc, byte(i))
	}
	fmt.Println(enc.Bits())
}
