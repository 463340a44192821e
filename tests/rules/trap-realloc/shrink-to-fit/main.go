// The block is shrunk before anyone else knows it, and only the result of realloc is stored.
package main

/*
#include <stdlib.h>

static long sieve(unsigned char *bits, long n)
{
	long last = 0;

	for (long i = 2; i < n; i++) {
		if (bits[i])
			continue;
		last = i;
		for (long j = i * i; j < n; j += i)
			bits[j] = 1;
	}
	return last + 1;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type table struct {
	bits *C.uchar
	n    int
}

// tables holds the sieve for each limit that was asked for.
var tables = map[int]table{}

func build(limit int) (table, error) {
	if t, ok := tables[limit]; ok {
		return t, nil
	}
	p := C.calloc(1, C.size_t(limit))
	if p == nil {
		return table{}, fmt.Errorf("sieve of %d: out of memory", limit)
	}
	used := C.sieve((*C.uchar)(p), C.long(limit))
	if q := C.realloc(p, C.size_t(used)); q != nil {
		p = q
	}
	t := table{bits: (*C.uchar)(p), n: int(used)}
	tables[limit] = t
	return t, nil
}

func primes(limit int) (int, error) {
	t, err := build(limit)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, b := range unsafe.Slice(t.bits, t.n)[2:] {
		if b == 0 {
			n++
		}
	}
	return n, nil
}

func main() {
	fmt.Println(primes(100))
	fmt.Println(primes(1000))
	fmt.Println(primes(100))
}
