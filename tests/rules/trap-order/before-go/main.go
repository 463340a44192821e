// The broken entries are freed and deleted before the first goroutine starts; afterwards nothing is freed.
package main

/*
#include <stdlib.h>

struct route {
	unsigned dst;
	int metric;
};

static struct route *route_new(unsigned dst, int metric)
{
	struct route *r = malloc(sizeof(*r));

	if (!r)
		abort();
	r->dst = dst;
	r->metric = metric;
	return r;
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

type routes map[*C.struct_route]string

func load(metrics []int) routes {
	rs := make(routes)
	for i, m := range metrics {
		rs[C.route_new(C.uint(i), C.int(m))] = fmt.Sprint("eth", i)
	}
	return rs
}

// check drops the routes that cannot be used.
func (rs routes) check() {
	for r := range rs {
		if r.metric < 0 {
			C.free(unsafe.Pointer(r))
			delete(rs, r)
		}
	}
}

func (rs routes) best() (dev string, metric int) {
	metric = 1 << 30
	for r, d := range rs {
		if int(r.metric) < metric {
			dev, metric = d, int(r.metric)
		}
	}
	return dev, metric
}

func main() {
	rs := load([]int{5, -1, 3, 9})
	rs.check()
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(rs.best())
		}()
	}
	wg.Wait()
}
