// SPDX-License-Identifier: MIT

// What goes into the map are strings, and string() copies the bytes.
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

type settings map[string]string

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
			s[string(line[:i])] = string(line[i+1:])
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
