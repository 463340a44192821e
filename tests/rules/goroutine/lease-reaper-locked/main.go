// The goroutine that Grant starts removes the lease from the table and frees it, under the lock that Holder takes.
package main

/*
#include <stdlib.h>

typedef struct { char holder[32]; long until; } lease_t;
*/
import "C"

import (
	"fmt"
	"sync"
	"time"
	"unsafe"
)

type Leases struct {
	mu    sync.Mutex
	byRes map[string]*C.lease_t
}

func fill(l *C.lease_t, holder string) {
	dst := unsafe.Slice((*byte)(unsafe.Pointer(&l.holder[0])), len(l.holder))
	copy(dst[:len(dst)-1], holder)
}

// Grant gives res to holder for ttl, unless somebody has it.
func (ls *Leases) Grant(res, holder string, ttl time.Duration) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if _, held := ls.byRes[res]; held {
		return false
	}
	l := (*C.lease_t)(C.calloc(1, C.sizeof_lease_t))
	l.until = C.long(time.Now().Add(ttl).Unix())
	fill(l, holder)
	ls.byRes[res] = l
	go func() {
		time.Sleep(ttl)
		ls.mu.Lock()
		delete(ls.byRes, res)
		C.free(unsafe.Pointer(l))
		ls.mu.Unlock()
	}()
	return true
}

func (ls *Leases) Holder(res string) string {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l, ok := ls.byRes[res]; ok {
		return C.GoString(&l.holder[0])
	}
	return "nobody"
}

func main() {
	ls := &Leases{byRes: make(map[string]*C.lease_t)}
	for _, who := range []string{"ada", "grace"} {
		fmt.Println(ls.Grant("printer", who, time.Millisecond))
		time.Sleep(3 * time.Millisecond)
		fmt.Println(ls.Holder("printer"))
	}
}
