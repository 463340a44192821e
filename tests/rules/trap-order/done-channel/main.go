// The worker closes its channel after its last use of the block, and the free comes after the receive.
package main

/*
#include <stdlib.h>

static double *signal_new(size_t n)
{
	double *s = calloc(n, sizeof(*s));

	for (size_t i = 0; s && i < n; i++)
		s[i] = (double)(i % 17);
	return s;
}

static double energy(const double *s, size_t n)
{
	double e = 0;

	for (; n-- > 0; s++)
		e += *s * *s;
	return e;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errSignal = errors.New("signal: out of memory")

type result struct {
	name   string
	energy float64
}

func measure(name string, n int) (result, error) {
	s := C.signal_new(C.size_t(n))
	if s == nil {
		return result{}, errSignal
	}
	res := result{name: name}
	done := make(chan struct{})
	go func() {
		defer close(done)
		res.energy = float64(C.energy(s, C.size_t(n)))
	}()
	<-done
	C.free(unsafe.Pointer(s))
	return res, nil
}

func main() {
	byName := make(map[string]float64)
	for i, name := range []string{"left", "right"} {
		r, err := measure(name, 100*(i+1))
		if err != nil {
			fmt.Println(err)
			return
		}
		byName[r.name] = r.energy
	}
	fmt.Println(byName)
}
