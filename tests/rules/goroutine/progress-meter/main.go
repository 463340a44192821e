// copyAll frees the progress block while the goroutine that prints it may still read it.
package main

/*
#include <stdlib.h>

struct progress { long done, total; };
*/
import "C"

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

type copier struct {
	chunks []string
	slow   time.Duration
}

func (c *copier) step(p *C.struct_progress, chunk string) {
	atomic.AddInt64((*int64)(unsafe.Pointer(&p.done)), int64(len(chunk)))
	time.Sleep(c.slow)
}

func (c *copier) copyAll() int64 {
	p := (*C.struct_progress)(C.calloc(1, C.sizeof_struct_progress))
	for _, chunk := range c.chunks {
		p.total += C.long(len(chunk))
	}
	total := int64(p.total)
	var stop atomic.Bool
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for !stop.Load() {
			done := atomic.LoadInt64((*int64)(unsafe.Pointer(&p.done))) // or BL101|BL102
			fmt.Fprintf(os.Stderr, "\r%d of %d", done, total)
			time.Sleep(c.slow)
		}
	}()
	for _, chunk := range c.chunks {
		c.step(p, chunk)
	}
	stop.Store(true)
	C.free(unsafe.Pointer(p)) // or BL101|BL102
	wg.Wait()
	return total
}

func main() {
	c := &copier{chunks: os.Args, slow: 10 * time.Millisecond}
	fmt.Println(c.copyAll())
}
