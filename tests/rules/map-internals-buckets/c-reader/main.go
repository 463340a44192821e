// The header of a Go map goes to C, which reads the count at its start.
package main

/*
#include <stdint.h>

static int64_t first_word(const void *p)
{
	return p ? *(const int64_t *)p : 0;
}
*/
import "C"

import (
	"fmt"
	"time"
	"unsafe"
)

type sampler struct {
	tables map[string]map[string]int
	last   map[string]int64
}

// sample reads the sizes without taking the lock of the tables.
func (s *sampler) sample() time.Duration {
	start := time.Now()
	for name, t := range s.tables {
		s.last[name] = int64(C.first_word(*(*unsafe.Pointer)(unsafe.Pointer(&t)))) // want BL111
	}
	return time.Since(start)
}

func main() {
	s := &sampler{
		tables: map[string]map[string]int{
			"users":  {"ada": 1, "bob": 2},
			"groups": {"staff": 10},
		},
		last: make(map[string]int64),
	}
	took := s.sample()
	fmt.Println(s.last, took > 0)
}
