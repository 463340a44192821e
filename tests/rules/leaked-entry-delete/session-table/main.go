// Logging out deletes the session from the table, and its C state stays on the heap for ever.
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

	if (!s)
		return NULL;
	for (int i = 0; i < 32; i++)
		s->key[i] = (uint8_t)(seed >> (i % 8));
	return s;
}

static uint64_t cipher_next(struct cipher_state *s)
{
	return ++s->counter;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
)

type session struct {
	user  string
	state *C.struct_cipher_state
}

// table holds the sessions by token.
type table struct {
	mu       sync.Mutex
	sessions map[string]session
}

var errToken = errors.New("session: unknown token")

func (t *table) login(user, token string) error {
	st := C.cipher_new(C.uint64_t(len(user)))
	if st == nil {
		return errors.New("session: out of memory")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, taken := t.sessions[token]; taken {
		C.free(st2ptr(st))
		return fmt.Errorf("session: token %q in use", token)
	}
	t.sessions[token] = session{user: user, state: st}
	return nil
}

func (t *table) nonce(token string) (uint64, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s, ok := t.sessions[token]
	if !ok {
		return 0, errToken
	}
	return uint64(C.cipher_next(s.state)), nil
}

func (t *table) logout(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.sessions, token) // want BL105
}

func main() {
	t := &table{sessions: make(map[string]session)}
	if err := t.login("ada", "t-1"); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(t.nonce("t-1"))
	t.logout("t-1")
}
