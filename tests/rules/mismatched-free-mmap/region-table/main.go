// Shared regions are mapped with Mmap, and the table gives their address to C.free.
package main

/*
#include <stdlib.h>

static long sum(const signed char *p, size_t n)
{
	long s = 0;

	while (n-- > 0)
		s += *p++;
	return s;
}
*/
import "C"

import (
	"fmt"
	"syscall"
	"unsafe"
)

const pageSize = 4096

// regions holds the mapped regions by their number.
var regions = map[int]unsafe.Pointer{}

func attach(id int) error {
	if _, ok := regions[id]; ok {
		return fmt.Errorf("region %d: attached before", id)
	}
	mem, err := syscall.Mmap(-1, 0, pageSize, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return fmt.Errorf("region %d: %w", id, err)
	}
	regions[id] = unsafe.Pointer(&mem[0])
	return nil
}

func sum(id int) int64 {
	p, ok := regions[id]
	if !ok {
		return 0
	}
	return int64(C.sum((*C.schar)(p), pageSize))
}

func detach(id int) {
	if p := regions[id]; p != nil {
		delete(regions, id)
		C.free(p) // want BL104
	}
}

func main() {
	for id := 0; id < 3; id++ {
		if err := attach(id); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(sum(1))
	detach(1)
}
