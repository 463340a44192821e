// A full queue makes room by receiving its oldest C packet and throwing it away.
package main

/*
#include <stdlib.h>

struct pkt {
	unsigned seq;
	char data[100];
};

static struct pkt *pkt_new(unsigned seq)
{
	struct pkt *p = calloc(1, sizeof(*p));

	if (p)
		p->seq = seq;
	return p;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errPacket = errors.New("packet: out of memory")

type queue struct {
	packets chan *C.struct_pkt
	dropped int
}

func (q *queue) push(seq uint) error {
	p := C.pkt_new(C.uint(seq))
	if p == nil {
		return errPacket
	}
	for {
		select {
		case q.packets <- p:
			return nil
		default:
		}
		select {
		case <-q.packets: // want BL105
			q.dropped++
		default:
		}
	}
}

func (q *queue) drain() (last uint) {
	close(q.packets)
	for p := range q.packets {
		last = uint(p.seq)
		C.free(unsafe.Pointer(p))
	}
	return last
}

func main() {
	q := &queue{packets: make(chan *C.struct_pkt, 4)}
	for seq := uint(0); seq < 10; seq++ {
		if err := q.push(seq); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(q.drain(), q.dropped)
}
