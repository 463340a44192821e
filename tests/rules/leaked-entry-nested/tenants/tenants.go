// Package tenants deletes a tenant with its inner map, whose values are C keys that were never freed.
package tenants

/*
#include <stdlib.h>

typedef struct tkey {
	unsigned char bytes[32];
} tkey;

static tkey *tkey_derive(unsigned seed)
{
	tkey *k = malloc(sizeof(*k));

	if (!k)
		return NULL;
	for (int i = 0; i < 32; i++)
		k->bytes[i] = (unsigned char)(seed >> (i % 24));
	return k;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
)

// Store holds the keys of each tenant by number.
type Store struct {
	mu   sync.Mutex
	keys map[string]map[int]*C.tkey
}

var errDerive = errors.New("tenants: cannot derive")

// Derive makes key number n of a tenant.
func (s *Store) Derive(tenant string, n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys == nil {
		s.keys = make(map[string]map[int]*C.tkey)
	}
	inner := s.keys[tenant]
	if inner == nil {
		inner = make(map[int]*C.tkey)
		s.keys[tenant] = inner
	}
	if _, dup := inner[n]; dup {
		return fmt.Errorf("tenants: %s has key %d", tenant, n)
	}
	k := C.tkey_derive(C.uint(n))
	if k == nil {
		return errDerive
	}
	inner[n] = k
	return nil
}

// Forget drops a tenant.
func (s *Store) Forget(tenant string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.keys[tenant]
	delete(s.keys, tenant) // want BL105
	return ok
}
