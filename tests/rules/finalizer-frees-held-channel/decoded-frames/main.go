// The decoder's picture is sent down a channel as a bare C pointer, and its owner, with a finalizer, is dropped.
package main

/*
#include <stdlib.h>

typedef struct pic {
	int no;
	unsigned char y[256];
} pic;

static pic *pic_decode(int no)
{
	pic *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->no = no;
	p->y[0] = (unsigned char)(no * 3);
	return p;
}

static void pic_free(pic *p)
{
	free(p);
}
*/
import "C"

import (
	"fmt"
	"runtime"
)

type picture struct{ p *C.pic }

func decode(no int) *picture {
	pic := &picture{p: C.pic_decode(C.int(no))}
	runtime.SetFinalizer(pic, (*picture).release)
	return pic
}

func (p *picture) release() { C.pic_free(p.p) }

func feed(n int, out chan<- *C.pic) {
	for no := 0; no < n; no++ {
		pic := decode(no)
		out <- pic.p // want BL106
	}
	close(out)
}

func main() {
	pics := make(chan *C.pic, 8)
	go feed(32, pics)
	luma := make(map[int]int)
	for p := range pics {
		luma[int(p.no)%4] += int(p.y[0])
	}
	fmt.Println(luma)
}
