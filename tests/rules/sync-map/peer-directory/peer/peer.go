package peer

/*
#include <stdlib.h>
#include <stdio.h>

struct peer { unsigned pings; char addr[64]; };
*/
import "C"

import "unsafe"

// Handle is a peer. Copies of it are the same peer.
type Handle struct{ p *C.struct_peer }

func Connect(addr string) Handle {
	p := (*C.struct_peer)(C.calloc(1, C.sizeof_struct_peer))
	dst := (*[64]byte)(unsafe.Pointer(&p.addr))
	copy(dst[:63], addr)
	return Handle{p}
}

func (h Handle) Ping() int {
	h.p.pings++
	return int(h.p.pings)
}

func (h Handle) Release() { C.free(unsafe.Pointer(h.p)) }
