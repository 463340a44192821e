// average frees the plane and then sums the row whose SliceHeader points into the plane.
package main

/*
#include <stdlib.h>

static void plane_fill(unsigned short *px, int w, int h)
{
	int i;

	for (i = 0; i < w * h; i++)
		px[i] = (unsigned short)(i * 7);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

var errShape = errors.New("plane: no such row")

// rowOf answers row y of the plane at p, w pixels wide.
func rowOf(p unsafe.Pointer, w, y int) []uint16 {
	var row []uint16
	hdr := (*reflect.SliceHeader)(unsafe.Pointer(&row))
	hdr.Data = uintptr(p) + uintptr(2*w*y)
	hdr.Len = w
	hdr.Cap = w
	return row
}

func sum(row []uint16) (total int) {
	for _, px := range row {
		total += int(px)
	}
	return total
}

func average(w, h, y int) (int, error) {
	if w <= 0 || y < 0 || y >= h {
		return 0, errShape
	}
	p := C.malloc(C.size_t(2 * w * h))
	C.plane_fill((*C.ushort)(p), C.int(w), C.int(h))
	row := rowOf(p, w, y)
	C.free(p)
	return sum(row) / w, nil // want BL101
}

func main() {
	for y := 0; y < 4; y++ {
		fmt.Println(average(16, 3, y))
	}
}
