// One goroutine owns the map and the blocks: others send it requests, so every access has an order.
package main

/*
#include <stdlib.h>

typedef struct { int n; } account;

static account *account_new(void)
{
	account *a = calloc(1, sizeof(*a));

	if (!a)
		abort();
	return a;
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

type request struct {
	name  string
	add   int
	close bool
	reply chan int
}

func own(requests <-chan request, done chan<- struct{}) {
	defer close(done)
	accounts := make(map[string]*C.account)
	for r := range requests {
		a, ok := accounts[r.name]
		switch {
		case r.close && ok:
			n := int(a.n)
			C.free(unsafe.Pointer(a))
			delete(accounts, r.name)
			r.reply <- n
		case r.close:
			r.reply <- -1
		default:
			if !ok {
				a = C.account_new()
				accounts[r.name] = a
			}
			a.n += C.int(r.add)
			r.reply <- int(a.n)
		}
	}
	for _, a := range accounts {
		C.free(unsafe.Pointer(a))
	}
}

func main() {
	requests := make(chan request)
	done := make(chan struct{})
	go own(requests, done)
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			r := request{name: fmt.Sprint("a", i%2), add: i, reply: make(chan int)}
			requests <- r
			<-r.reply
			r.close = i > 1
			requests <- r
			<-r.reply
		}(i)
	}
	wg.Wait()
	close(requests)
	<-done
}
