// submit starts the encoder of package encode in a goroutine and waits for it before its defer frees the frame.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"

	"example.com/encoder-job-done/encode"
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
	defer C.free(f.luma)
	f.paint(shade)
	done := make(chan struct{})
	go func() {
		enc.Encode(f.luma, f.w*f.h)
		close(done)
	}()
	<-done
}

func main() {
	enc := encode.New()
	for i := range os.Args {
		submit(enc, byte(i))
	}
	fmt.Println(enc.Bits())
}
