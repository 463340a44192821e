// Expire gives the method value sess.wipe to package lifecycle, which calls it; the session stays in the table.
package main

/*
#include <stdlib.h>
#include <string.h>

#define KEYLEN 32
*/
import "C"

import (
	"fmt"
	"time"
	"unsafe"

	"example.com/session-retire/lifecycle"
)

// session holds a key outside the Go heap, so that it can be wiped.
type session struct {
	key   unsafe.Pointer
	until time.Time
}

func (s *session) wipe() {
	C.memset(s.key, 0, C.KEYLEN)
	C.free(s.key)
}

type table struct {
	byUser map[string]*session
	log    *lifecycle.Log
}

func (t *table) login(user string, until time.Time) {
	if s := t.byUser[user]; s != nil {
		s.until = until
		return
	}
	t.byUser[user] = &session{key: C.calloc(1, C.KEYLEN), until: until}
}

func (t *table) first(user string) byte {
	if s := t.byUser[user]; s != nil {
		return *(*byte)(s.key)
	}
	return 0
}

func (t *table) expire(user string, now time.Time) {
	s := t.byUser[user]
	if s == nil || now.Before(s.until) {
		return
	}
	t.log.Retire("session "+user, s.wipe) // want BL102
}

func main() {
	start := time.Now()
	t := &table{byUser: make(map[string]*session), log: lifecycle.NewLog(8)}
	for i, user := range []string{"ada", "grace", "radia"} {
		t.login(user, start.Add(time.Duration(i)*time.Hour))
		fmt.Println(t.first(user))
	}
	for _, user := range []string{"ada", "radia"} {
		t.expire(user, start.Add(time.Minute))
	}
}
