// The producer sends each frame away and forgets it; the consumer at the other end frees it.
package main

/*
#include <stdlib.h>

struct frame {
	int no;
	unsigned char luma[64];
};

static struct frame *grab(int no)
{
	struct frame *f = calloc(1, sizeof(*f));

	if (f)
		f->no = no;
	return f;
}
*/
import "C"

import (
	"context"
	"fmt"
	"unsafe"
)

func produce(ctx context.Context, n int, out chan<- *C.struct_frame) {
	defer close(out)
	for i := 0; i < n; i++ {
		f := C.grab(C.int(i))
		if f == nil {
			return
		}
		select {
		case out <- f:
		case <-ctx.Done():
			C.free(unsafe.Pointer(f))
			return
		}
	}
}

func consume(in <-chan *C.struct_frame) map[int]int {
	seen := make(map[int]int)
	for f := range in {
		seen[int(f.no)%4]++
		C.free(unsafe.Pointer(f))
	}
	return seen
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	frames := make(chan *C.struct_frame, 4)
	go produce(ctx, 20, frames)
	fmt.Println(consume(frames))
}
