// Every element of one array block is freed as if each were a block of its own.
package main

/*
#include <stdlib.h>
#include <string.h>

struct column {
	char name[32];
	int type;
};

static int describe(int n, struct column **out)
{
	struct column *c = calloc((size_t)n, sizeof(*c));

	if (!c)
		return -1;
	for (int i = 0; i < n; i++) {
		c[i].name[0] = (char)('a' + i);
		c[i].type = i % 3;
	}
	*out = c;
	return 0;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

type column struct {
	Name string
	Type int
}

var errDescribe = errors.New("describe: failed")

func columns(n int) ([]column, error) {
	var arr *C.struct_column
	if rc := C.describe(C.int(n), &arr); rc != 0 {
		return nil, errDescribe
	}
	raw := unsafe.Slice(arr, n)
	cols := make([]column, 0, n)
	for i := range raw {
		cols = append(cols, column{
			Name: C.GoString(&raw[i].name[0]),
			Type: int(raw[i]._type),
		})
	}
	for i := n - 1; i > 0; i-- {
		C.free(unsafe.Pointer(&raw[i])) // want BL104
	}
	C.free(unsafe.Pointer(arr))
	return cols, nil
}

func main() {
	cols, err := columns(4)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range cols {
		fmt.Println(c.Name, c.Type)
	}
}
