// The blocks are made before the workers start and freed when all of them were waited for.
package main

/*
#include <stdlib.h>

struct part { long lo, hi, sum; };

static void part_run(struct part *p)
{
	long i;

	for (i = p->lo; i < p->hi; i++)
		p->sum += i;
}
*/
import "C"

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"
)

// parts is written before the workers start and after they ended.
var parts = make(map[int]*C.struct_part)

func split(n, workers int) {
	step := (n + workers - 1) / workers
	for w := 0; w < workers; w++ {
		p := (*C.struct_part)(C.calloc(1, C.sizeof_struct_part))
		p.lo = C.long(w * step)
		p.hi = C.long(min(n, (w+1)*step))
		parts[w] = p
	}
}

func join() (total int64) {
	for w, p := range parts {
		total += int64(p.sum)
		delete(parts, w)
		C.free(unsafe.Pointer(p))
	}
	return total
}

func sum(n int) int64 {
	split(n, runtime.NumCPU())
	var wg sync.WaitGroup
	for _, p := range parts {
		wg.Add(1)
		go func(p *C.struct_part) {
			defer wg.Done()
			C.part_run(p)
		}(p)
	}
	wg.Wait()
	return join()
}

func main() {
	fmt.Println(sum(1000), sum(77))
}
