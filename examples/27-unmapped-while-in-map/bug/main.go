// SPDX-License-Identifier: MIT

// Parts of a mapping stay in a map after it was unmapped.
//
// The slices that syscall.Mmap gives are Go slices in type only. What is cut
// from them is not copied, and the collector knows nothing of the mapping:
// after Munmap each value of the map points to pages that are not there.
//
// Nothing here comes from malloc, so belay run sees only the fault.
package main

/*
#include <string.h>

// As if a device had written it.
static void fill(void *page)
{
	strcpy(page, "host=gopher\nport=70\n");
}
*/
import "C"

import (
	"bytes"
	"fmt"
	"syscall"
	"unsafe"
)

type settings map[string][]byte

func (s settings) load() error {
	page, err := syscall.Mmap(-1, 0, 4096,
		syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return err
	}
	C.fill(unsafe.Pointer(&page[0]))
	for _, line := range bytes.Split(page, []byte("\n")) {
		if i := bytes.IndexByte(line, '='); i > 0 {
			s[string(line[:i])] = line[i+1:]
		}
	}
	return syscall.Munmap(page)
}

func main() {
	s := settings{}
	if err := s.load(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("port %s\n", s["port"])
}
