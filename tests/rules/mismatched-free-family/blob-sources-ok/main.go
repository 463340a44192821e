// Blobs of two allocators share a map, and each entry carries the function that takes it back.
package main

/*
#include <stdlib.h>
#include <string.h>

#define SLOTS 64
static char slab[SLOTS][128];
static unsigned char taken[SLOTS];

static void *slab_get(const void *src, size_t n)
{
	for (int i = 0; i < SLOTS; i++) {
		if (!taken[i]) {
			taken[i] = 1;
			return memcpy(slab[i], src, n);
		}
	}
	return NULL;
}

static void slab_put(void *p)
{
	taken[((char *)p - slab[0]) / sizeof(slab[0])] = 0;
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

type blob struct {
	p        unsafe.Pointer
	fromSlab bool
}

func (b blob) release() {
	if b.fromSlab {
		C.slab_put(b.p)
		return
	}
	C.free(b.p)
}

type blobStore struct {
	mu    sync.Mutex
	blobs map[string]blob
}

func (s *blobStore) put(name string, data []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, dup := s.blobs[name]; dup || len(data) == 0 {
		return false
	}
	if len(data) <= 128 {
		p := C.slab_get(unsafe.Pointer(&data[0]), C.size_t(len(data)))
		if p != nil {
			s.blobs[name] = blob{p: p, fromSlab: true}
		}
		return p != nil
	}
	s.blobs[name] = blob{p: C.CBytes(data)}
	return true
}

func (s *blobStore) purge() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for name, b := range s.blobs {
		delete(s.blobs, name)
		b.release()
		n++
	}
	return n
}

func main() {
	s := &blobStore{blobs: make(map[string]blob)}
	fmt.Println(s.put("icon", []byte{1, 2, 3}))
	fmt.Println(s.put("photo", make([]byte, 4096)))
	fmt.Println(s.purge())
}
