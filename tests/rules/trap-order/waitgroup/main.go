// All workers read the shared table of C blocks, and main frees them after Wait.
package main

/*
#include <stdlib.h>
#include <string.h>

static char *page_new(int fill)
{
	char *p = malloc(4096);

	if (p)
		memset(p, fill, 4096);
	return p;
}

static long page_sum(const char *p)
{
	long s = 0;

	for (int i = 0; i < 4096; i++)
		s += p[i];
	return s;
}
*/
import "C"

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"unsafe"
)

func main() {
	pages := make(map[int]*C.char)
	for i := 0; i < 8; i++ {
		p := C.page_new(C.int(i))
		if p == nil {
			fmt.Fprintln(os.Stderr, "out of memory")
			os.Exit(1)
		}
		pages[i] = p
	}
	var total atomic.Int64
	var wg sync.WaitGroup
	for w := 0; w < 2; w++ {
		wg.Add(1)
		go func(w int) {
			defer wg.Done()
			for i, p := range pages {
				if i%2 == w {
					total.Add(int64(C.page_sum(p)))
				}
			}
		}(w)
	}
	wg.Wait()
	for i, p := range pages {
		delete(pages, i)
		C.free(unsafe.Pointer(p))
	}
	fmt.Println(total.Load())
}
