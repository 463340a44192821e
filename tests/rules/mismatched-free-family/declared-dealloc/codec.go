// Package codec has two kinds of codec object, and Reset releases the encoder as if it were a decoder.
package codec

/*
#include "codec.h"
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// Session is one call: an encoder and a decoder.
type Session struct {
	mu  sync.Mutex
	enc *C.struct_enc
	dec *C.struct_dec
}

// Start makes both codecs.
func Start(rate uint) (*Session, error) {
	e := C.enc_create(C.uint(rate))
	if e == nil {
		return nil, fmt.Errorf("codec: no encoder for %d Hz", rate)
	}
	d := C.dec_create(C.uint(rate))
	if d == nil {
		C.enc_destroy(e)
		return nil, fmt.Errorf("codec: no decoder for %d Hz", rate)
	}
	return &Session{enc: e, dec: d}, nil
}

// Reset drops both codecs.
func (s *Session) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dec != nil {
		C.codec_destroy_any(unsafe.Pointer(s.dec))
		s.dec = nil
	}
	if s.enc != nil {
		C.codec_destroy_any(unsafe.Pointer(s.enc)) // want BL104
		s.enc = nil
	}
}
