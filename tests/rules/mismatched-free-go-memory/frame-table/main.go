// Frames that wait for an acknowledgement are Go structs, and the acknowledgement gives them to C.free.
package main

/*
#include <stdlib.h>
#include <stdint.h>

static uint32_t checksum(const void *p, size_t n)
{
	const unsigned char *b = p;
	uint32_t sum = 0;

	while (n-- > 0)
		sum = sum * 31 + *b++;
	return sum;
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

type frame struct {
	seq  uint32
	body [60]byte
}

// sender keeps each frame until the peer has acknowledged it.
type sender struct {
	mu      sync.Mutex
	waiting map[uint32]unsafe.Pointer
}

func newSender() *sender {
	return &sender{waiting: make(map[uint32]unsafe.Pointer)}
}

func (s *sender) send(seq uint32, body []byte) uint32 {
	f := &frame{seq: seq}
	copy(f.body[:], body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting[seq] = unsafe.Pointer(f)
	return uint32(C.checksum(unsafe.Pointer(f), C.size_t(unsafe.Sizeof(*f))))
}

func (s *sender) acknowledge(seq uint32) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.waiting[seq]
	if !ok {
		return false
	}
	delete(s.waiting, seq)
	C.free(p) // want BL104
	return true
}

func main() {
	s := newSender()
	for i := uint32(0); i < 3; i++ {
		fmt.Printf("%d %08x\n", i, s.send(i, []byte("telemetry")))
	}
	fmt.Println(s.acknowledge(1))
}
