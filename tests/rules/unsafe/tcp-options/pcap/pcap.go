package pcap

/*
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct packet { unsigned short len; char data[94]; };

static int packet_fill(struct packet *p, const char *host)
{
	int n = snprintf(p->data, sizeof(p->data), "%s:443", host);

	if (n < 0 || n >= (int)sizeof(p->data))
		return -1;
	p->len = n;
	return 0;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type Handle struct{ pkt *C.struct_packet }

func Capture(host string) (*Handle, error) {
	pkt := (*C.struct_packet)(C.calloc(1, C.sizeof_struct_packet))
	chost := C.CString(host)
	defer C.free(unsafe.Pointer(chost))
	if C.packet_fill(pkt, chost) != 0 {
		C.free(unsafe.Pointer(pkt))
		return nil, fmt.Errorf("pcap: host of %d bytes", len(host))
	}
	return &Handle{pkt}, nil
}

// Peer answers the peer without a copy: it is valid until Close.
func (h *Handle) Peer() string {
	return unsafe.String((*byte)(unsafe.Pointer(&h.pkt.data[0])), int(h.pkt.len))
}

func (h *Handle) Close() { C.free(unsafe.Pointer(h.pkt)) }
