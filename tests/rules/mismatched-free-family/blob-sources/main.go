// A purge gives all blobs to C.free, also those that the slab allocator handed out.
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

type blobStore struct {
	mu    sync.Mutex
	blobs map[string]unsafe.Pointer
}

func (s *blobStore) put(name string, data []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, dup := s.blobs[name]; dup || len(data) == 0 {
		return false
	}
	if len(data) <= 128 {
		p := C.slab_get(unsafe.Pointer(&data[0]), C.size_t(len(data)))
		if p == nil {
			return false
		}
		s.blobs[name] = p
		return true
	}
	s.blobs[name] = C.CBytes(data)
	return true
}

func (s *blobStore) purge() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for name, p := range s.blobs {
		delete(s.blobs, name)
		C.free(p) // want BL104
		n++
	}
	return n
}

func main() {
	s := &blobStore{blobs: make(map[string]unsafe.Pointer)}
	fmt.Println(s.put("icon", []byte{1, 2, 3}))
	fmt.Println(s.put("photo", make([]byte, 4096)))
	fmt.Println(s.purge())
}
