// Package wire lays packets out as the driver wants them.
package wire

/*
#include <stdlib.h>
#include <string.h>

#define HDR 8
*/
import "C"

import (
	"encoding/binary"
	"errors"
	"unsafe"
)

type Packet unsafe.Pointer

func Pack(seq int, body []byte) (Packet, error) {
	p := C.malloc(C.HDR + C.size_t(len(body)))
	if p == nil {
		return nil, errors.New("wire: out of memory")
	}
	hdr := unsafe.Slice((*byte)(p), C.HDR+len(body))
	binary.LittleEndian.PutUint32(hdr, uint32(seq))
	binary.LittleEndian.PutUint32(hdr[4:], uint32(len(body)))
	copy(hdr[C.HDR:], body)
	return Packet(p), nil
}

func Seq(p Packet) int {
	return int(*(*uint32)(p))
}

// Payload answers the body of p, without a copy.
func Payload(p Packet) []byte {
	n := *(*uint32)(unsafe.Add(unsafe.Pointer(p), 4))
	return unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(p), C.HDR)), n)
}

func Release(p Packet) { C.free(unsafe.Pointer(p)) }
