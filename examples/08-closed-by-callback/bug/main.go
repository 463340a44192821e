// SPDX-License-Identifier: MIT

// A method value in a field closes the session under the code that runs it.
//
// The timer calls its field expire, which is the method close of the session.
// reply asks the timer whether time is up and then counts the reply in a
// session that may just have been closed. No word of reply says so.
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

func (t *timer) tick() {
	t.left--
	if t.left == 0 {
		t.expire()
	}
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
	s.idle.tick()
	s.state.replies++
	return int(s.state.replies)
}

func main() {
	s := open(3)
	for i := 0; i < 3; i++ {
		fmt.Println("reply", s.reply())
	}
}
