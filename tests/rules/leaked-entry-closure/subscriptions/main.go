// subscribe returns a closure that ends the subscription: it deletes the captured entry, and its C filter leaks.
package main

/*
#include <stdlib.h>

typedef struct filter { int lo, hi; } filter;

static filter *filter_new(int lo, int hi)
{
	filter *f = malloc(sizeof(*f));

	if (!f)
		abort();
	f->lo = lo;
	f->hi = hi;
	return f;
}

static int filter_pass(const filter *f, int v)
{
	return v >= f->lo && v < f->hi;
}
*/
import "C"

import "fmt"

type sink struct {
	f    *C.filter
	recv func(int)
}

func broadcaster() (subscribe func(lo, hi int, recv func(int)) (cancel func()), publish func(int)) {
	sinks := make(map[int]sink)
	next := 0
	subscribe = func(lo, hi int, recv func(int)) func() {
		id := next
		next++
		sinks[id] = sink{f: C.filter_new(C.int(lo), C.int(hi)), recv: recv}
		return func() {
			delete(sinks, id) // want BL105
		}
	}
	publish = func(v int) {
		for _, s := range sinks {
			if C.filter_pass(s.f, C.int(v)) != 0 {
				s.recv(v)
			}
		}
	}
	return subscribe, publish
}

func main() {
	subscribe, publish := broadcaster()
	sum := 0
	cancel := subscribe(0, 10, func(v int) { sum += v })
	for v := 0; v < 20; v++ {
		publish(v)
	}
	cancel()
	publish(5)
	fmt.Println(sum)
}
