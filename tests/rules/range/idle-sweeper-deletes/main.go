// Sweep ranges over the workers and deletes and frees the idle ones.
package main

/*
#include <stdlib.h>

struct arena { size_t used; char bytes[1000]; };
*/
import "C"

import (
	"fmt"
	"time"
	"unsafe"
)

type worker struct {
	scratch *C.struct_arena
	last    time.Time
	jobs    int
}

type pool struct {
	workers map[int]worker
	idle    time.Duration
}

// run does one job on worker id.
func (p *pool) run(id int, now time.Time, bytes int) int {
	w, ok := p.workers[id]
	if !ok {
		w.scratch = (*C.struct_arena)(C.calloc(1, C.sizeof_struct_arena))
	}
	w.last = now
	w.jobs++
	w.scratch.used = C.size_t(bytes)
	p.workers[id] = w
	return int(w.scratch.used) * w.jobs
}

func (p *pool) Sweep(now time.Time) (swept int) {
	for id, w := range p.workers {
		if now.Sub(w.last) < p.idle || w.jobs == 0 {
			continue
		}
		fmt.Println("sweep", id)
		delete(p.workers, id)
		C.free(unsafe.Pointer(w.scratch))
		swept++
	}
	return swept
}

func main() {
	start := time.Unix(1000, 0)
	p := &pool{workers: make(map[int]worker), idle: 5 * time.Second}
	for i := 0; i < 9; i++ {
		now := start.Add(time.Duration(i) * time.Second)
		fmt.Println(p.run(i%4, now, i*10))
	}
	fmt.Println(p.Sweep(start.Add(12 * time.Second)))
}
