// Logging out takes the session from the table and then frees its C state.
package main

/*
#include <stdlib.h>
#include <stdint.h>

struct cipher_state {
	uint8_t key[32];
	uint64_t counter;
};

static struct cipher_state *cipher_new(uint64_t seed)
{
	struct cipher_state *s = calloc(1, sizeof(*s));

	if (s)
		s->counter = seed;
	return s;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"
)

type session struct {
	user  string
	state *C.struct_cipher_state
}

type table struct {
	mu       sync.Mutex
	sessions map[string]*session
}

func (t *table) login(user, token string) error {
	st := C.cipher_new(C.uint64_t(len(user)))
	if st == nil {
		return errors.New("session: out of memory")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, taken := t.sessions[token]; taken {
		C.free(unsafe.Pointer(st))
		return fmt.Errorf("session: token %q in use", token)
	}
	t.sessions[token] = &session{user: user, state: st}
	return nil
}

func (t *table) logout(token string) {
	t.mu.Lock()
	s := t.sessions[token]
	delete(t.sessions, token)
	t.mu.Unlock()
	if s != nil {
		C.free(unsafe.Pointer(s.state))
		s.state = nil
	}
}

func main() {
	t := &table{sessions: make(map[string]*session)}
	if err := t.login("ada", "t-1"); err != nil {
		fmt.Println(err)
		return
	}
	t.logout("t-1")
	t.logout("t-1")
}
