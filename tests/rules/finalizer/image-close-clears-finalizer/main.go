// Close frees the pixels and clears the finalizer.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"
)

var errSize = errors.New("image: bad size")

// Image is an image in C memory. Close frees it at once, the collector frees
// what was not closed.
type Image struct {
	px   *C.uchar
	w, h int
}

func NewImage(w, h int) (*Image, error) {
	if w <= 0 || h <= 0 || w*h > 1<<26 {
		return nil, errSize
	}
	img := &Image{w: w, h: h}
	img.px = (*C.uchar)(C.calloc(C.size_t(w), C.size_t(h)))
	runtime.SetFinalizer(img, func(img *Image) {
		C.free(unsafe.Pointer(img.px))
	})
	return img, nil
}

func (img *Image) Fill(shade byte) {
	for i := range unsafe.Slice((*byte)(unsafe.Pointer(img.px)), img.w*img.h) {
		*(*byte)(unsafe.Add(unsafe.Pointer(img.px), i)) = shade
	}
	runtime.KeepAlive(img)
}

func (img *Image) Close() {
	runtime.SetFinalizer(img, nil)
	C.free(unsafe.Pointer(img.px))
}

func main() {
	for i := 1; i < 4; i++ {
		img, err := NewImage(i*10, i*10)
		if err != nil {
			fmt.Println(err)
			return
		}
		img.Fill(byte(i))
		img.Close()
	}
}
