// Shutdown frees every channel and then prints the table, whose entries are all freed.
package main

/*
#include <stdlib.h>

struct rtp { unsigned ssrc; unsigned lost; };
*/
import "C"

import (
	"fmt"
	"sort"
	"unsafe"
)

// Mixer has one RTP channel for each participant.
type Mixer struct {
	channels map[uint32]*C.struct_rtp
}

func (m *Mixer) Join(ssrc uint32) {
	if m.channels == nil {
		m.channels = make(map[uint32]*C.struct_rtp)
	}
	if _, ok := m.channels[ssrc]; ok {
		return
	}
	ch := (*C.struct_rtp)(C.calloc(1, C.sizeof_struct_rtp))
	ch.ssrc = C.uint(ssrc)
	m.channels[ssrc] = ch
}

func (m *Mixer) freeAll() {
	for _, ch := range m.channels {
		C.free(unsafe.Pointer(ch)) // may BL102
	}
}

func (m *Mixer) dump() {
	lost := make([]int, 0, len(m.channels))
	for _, ch := range m.channels {
		lost = append(lost, int(ch.lost))
	}
	sort.Ints(lost)
	fmt.Println(lost)
}

func (m *Mixer) Shutdown() {
	m.freeAll()
	m.dump() // want BL101
}

func main() {
	for round := 1; round < 3; round++ {
		var m Mixer
		for i := 0; i < 3*round; i++ {
			m.Join(uint32(i * i % 7))
		}
		m.Shutdown()
	}
}
