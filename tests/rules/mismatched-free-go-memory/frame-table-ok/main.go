// Frames that wait for an acknowledgement are Go structs, and the collector takes them after the delete.
package main

/*
#include <stdlib.h>
#include <stdint.h>

static uint32_t fold(const void *p, size_t n)
{
	const unsigned char *b = p;
	uint32_t sum = 7;

	while (n-- > 0)
		sum ^= (sum << 5) + *b++;
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

type sender struct {
	mu      sync.Mutex
	waiting map[uint32]unsafe.Pointer
}

func (s *sender) send(seq uint32, body []byte) uint32 {
	f := &frame{seq: seq}
	copy(f.body[:], body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting[seq] = unsafe.Pointer(f)
	return uint32(C.fold(unsafe.Pointer(f), C.size_t(unsafe.Sizeof(*f))))
}

// acknowledge reads the frame after the entry is gone: it is Go memory, and
// the pointer keeps it alive.
func (s *sender) acknowledge(seq uint32) (uint32, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.waiting[seq]
	if !ok {
		return 0, false
	}
	delete(s.waiting, seq)
	return (*frame)(p).seq, true
}

func main() {
	s := &sender{waiting: make(map[uint32]unsafe.Pointer)}
	for i := uint32(0); i < 3; i++ {
		fmt.Printf("%d %08x\n", i, s.send(i, []byte("telemetry")))
	}
	fmt.Println(s.acknowledge(1))
}
