// A function takes a map from names to values of a C pointer typedef.
package main

/*
#include <stdlib.h>

typedef struct matrix {
	int rows, cols;
	double at[];
} *matrix_t;

static matrix_t matrix_new(int rows, int cols)
{
	matrix_t m = calloc(1, sizeof(*m) + sizeof(double) * rows * cols);

	if (!m)
		abort();
	m->rows = rows;
	m->cols = cols;
	return m;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

func cells(ms map[string]C.matrix_t) int { // want BL110
	n := 0
	for _, m := range ms {
		n += int(m.rows * m.cols)
	}
	return n
}

func main() {
	a := C.matrix_new(3, 4)
	defer C.free(unsafe.Pointer(a))
	b := C.matrix_new(2, 2)
	defer C.free(unsafe.Pointer(b))
	fmt.Println(cells(map[string]C.matrix_t{"a": a, "b": b})) // may BL110
}
