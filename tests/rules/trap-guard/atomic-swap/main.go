// Close swaps the pointer for nil in one atomic step, so only one of two callers gets it to free.
package main

/*
#include <stdlib.h>

typedef struct sub {
	int topic;
} sub;

static sub *sub_open(int topic)
{
	sub *s = malloc(sizeof(*s));

	if (!s)
		abort();
	s->topic = topic;
	return s;
}
*/
import "C"

import (
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"
)

type subscription struct {
	p atomic.Pointer[C.sub]
}

func subscribe(topic int) *subscription {
	s := new(subscription)
	s.p.Store(C.sub_open(C.int(topic)))
	return s
}

func (s *subscription) close() bool {
	p := s.p.Swap(nil)
	if p == nil {
		return false
	}
	C.free(unsafe.Pointer(p))
	return true
}

func main() {
	subs := make(map[int]*subscription)
	for topic := 0; topic < 4; topic++ {
		subs[topic] = subscribe(topic)
	}
	var closed atomic.Int32
	var wg sync.WaitGroup
	for _, s := range subs {
		for i := 0; i < 2; i++ {
			wg.Add(1)
			go func(s *subscription) {
				defer wg.Done()
				if s.close() {
					closed.Add(1)
				}
			}(s)
		}
	}
	wg.Wait()
	fmt.Println(closed.Load(), "closed")
}
