package pcm

/*
#include <stdlib.h>

struct pcm { int frames; short ring[256]; };
*/
import "C"

import (
	"errors"
	"runtime"
	"unsafe"
)

type Device struct{ p *C.struct_pcm }

func Open(name string) (*Device, error) {
	if name == "" {
		return nil, errors.New("pcm: no name")
	}
	d := &Device{(*C.struct_pcm)(C.calloc(1, C.sizeof_struct_pcm))}
	runtime.SetFinalizer(d, func(d *Device) { C.free(unsafe.Pointer(d.p)) }) // or BL103
	return d, nil
}

// Write writes what fits in the ring and answers how much that was.
func (d *Device) Write(samples []int16) int {
	ring := unsafe.Slice((*int16)(unsafe.Pointer(&d.p.ring[0])), len(d.p.ring))
	n := copy(ring, samples)
	d.p.frames += C.int(n)
	runtime.KeepAlive(d)
	return n
}

func (d *Device) Frames() int {
	n := int(d.p.frames)
	runtime.KeepAlive(d)
	return n
}

// Release closes d.
func Release(d *Device) {
	C.free(unsafe.Pointer(d.p)) // or BL103
}
