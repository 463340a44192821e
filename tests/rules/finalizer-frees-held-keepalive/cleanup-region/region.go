// Package region frees a region in a cleanup that may run while Fill still writes to it.
package region

/*
#include <stdlib.h>

static double *region_alloc(size_t n)
{
	return calloc(n, sizeof(double));
}

static double region_sum(const double *v, size_t n)
{
	double s = 0;

	while (n-- > 0)
		s += *v++;
	return s;
}
*/
import "C"

import (
	"errors"
	"runtime"
	"unsafe"
)

type region struct {
	v *C.double
	n int
}

var errRegion = errors.New("region: cannot allocate")

func alloc(n int) (*region, error) {
	v := C.region_alloc(C.size_t(n))
	if v == nil {
		return nil, errRegion
	}
	r := &region{v: v, n: n}
	runtime.AddCleanup(r, func(p unsafe.Pointer) { C.free(p) }, unsafe.Pointer(v))
	return r, nil
}

// Fill computes the sum of f over n points.
func Fill(n int, f func(i int) float64) (float64, error) {
	r, err := alloc(n)
	if err != nil {
		return 0, err
	}
	first := r.v
	vals := unsafe.Slice((*float64)(first), n)
	for i := range vals {
		vals[i] = f(i) // may BL106
	}
	return float64(C.region_sum(first, C.size_t(n))), nil // want BL106
}
