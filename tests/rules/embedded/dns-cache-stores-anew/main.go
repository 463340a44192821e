// Refresh frees the old answer only when it has a new one to store over it.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"unsafe"
)

type cache struct {
	sync.Mutex
	answers map[string]*C.char
}

// Resolver answers from the cache that is embedded in it.
type Resolver struct {
	cache
	zone string
}

func (r *Resolver) query(host string) (*C.char, error) {
	if strings.ContainsAny(host, " /") {
		return nil, fmt.Errorf("bad host name %q", host)
	}
	return C.CString(host + "." + r.zone), nil
}

// Refresh asks for host again.
func (r *Resolver) Refresh(host string) error {
	r.Lock()
	defer r.Unlock()
	next, err := r.query(host)
	if err != nil {
		return err
	}
	C.free(unsafe.Pointer(r.answers[host]))
	r.answers[host] = next
	return nil
}

func (r *Resolver) Lookup(host string) string {
	r.Lock()
	defer r.Unlock()
	if a, ok := r.answers[host]; ok {
		return C.GoString(a)
	}
	return ""
}

func main() {
	r := &Resolver{zone: "example.com"}
	r.answers = make(map[string]*C.char)
	for _, host := range os.Args[1:] {
		if err := r.Refresh(host); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		fmt.Println(r.Lookup(host))
	}
}
