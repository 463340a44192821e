// reap frees the finished jobs of the list and does not remove their elements.
package main

/*
#include <stdlib.h>

struct job { int pid; int done; };

static void job_poll(struct job *j) { j->done = j->pid % 2; }
*/
import "C"

import (
	"container/list"
	"fmt"
	"sync"
	"unsafe"
)

type jobs struct {
	mu  sync.Mutex
	all list.List
}

func (js *jobs) start(pid int) {
	j := (*C.struct_job)(C.calloc(1, C.sizeof_struct_job))
	j.pid = C.int(pid)
	js.mu.Lock()
	js.all.PushBack(j)
	js.mu.Unlock()
}

func (js *jobs) poll() {
	js.mu.Lock()
	defer js.mu.Unlock()
	for e := js.all.Front(); e != nil; e = e.Next() {
		C.job_poll(e.Value.(*C.struct_job))
	}
}

func (js *jobs) reap() (n int) {
	js.mu.Lock()
	defer js.mu.Unlock()
	var next *list.Element
	for e := js.all.Front(); e != nil; e = next {
		next = e.Next()
		j := e.Value.(*C.struct_job)
		if j.done == 0 {
			continue
		}
		C.free(unsafe.Pointer(j)) // want BL102
		n++
	}
	return n
}

func main() {
	var js jobs
	for pid := 100; pid < 110; pid++ {
		js.start(pid)
	}
	js.poll()
	fmt.Println(js.reap(), js.all.Len())
}
