// SPDX-License-Identifier: MIT

// tick says whether it has called expire, and reply ends there.
package main

/*
#include <stdlib.h>

struct session {
	long replies;
};
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type timer struct {
	left   int
	expire func()
}

func (t *timer) tick() (expired bool) {
	t.left--
	if t.left == 0 {
		t.expire()
	}
	return t.left <= 0
}

type session struct {
	state *C.struct_session
	idle  timer
}

func open(ticks int) *session {
	p := C.calloc(1, C.sizeof_struct_session)
	s := &session{state: (*C.struct_session)(p)}
	s.idle = timer{ticks, s.close}
	return s
}

func (s *session) close() {
	C.free(unsafe.Pointer(s.state))
}

func (s *session) reply() int {
	if s.idle.tick() {
		return 0
	}
	s.state.replies++
	return int(s.state.replies)
}

func main() {
	s := open(3)
	for i := 0; i < 3; i++ {
		fmt.Println("reply", s.reply())
	}
}
