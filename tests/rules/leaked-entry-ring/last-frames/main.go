// The ring of the last frames gets a new value in each step, over the C frame that was there.
package main

/*
#include <stdlib.h>

static int *frame_new(int no)
{
	int *f = calloc(16, sizeof(*f));

	if (!f)
		abort();
	f[0] = no;
	return f;
}
*/
import "C"

import (
	"container/ring"
	"fmt"
	"unsafe"
)

type replay struct {
	r *ring.Ring
	n int
}

func newReplay(n int) *replay { return &replay{r: ring.New(n)} }

func (p *replay) push(no int) {
	p.r.Value = C.frame_new(C.int(no)) // want BL105
	p.r = p.r.Next()
	p.n++
}

func (p *replay) sum() (sum int) {
	p.r.Do(func(v any) {
		if f, ok := v.(*C.int); ok {
			sum += int(*f)
		}
	})
	return sum
}

func (p *replay) close() {
	for i := p.r.Len(); i > 0; i-- {
		if f, ok := p.r.Value.(*C.int); ok {
			p.r.Value = nil
			C.free(unsafe.Pointer(f))
		}
		p.r = p.r.Next()
	}
}

func main() {
	p := newReplay(4)
	for no := 0; no < 10; no++ {
		p.push(no)
	}
	fmt.Println(p.sum())
	p.close()
}
