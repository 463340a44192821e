// The elements own their names, which are freed one by one, and then the array is freed once.
package main

/*
#include <stdlib.h>
#include <string.h>

struct column {
	char *name;
	int type;
};

static int describe(int n, struct column **out)
{
	struct column *c = calloc((size_t)n, sizeof(*c));

	if (!c)
		return -1;
	for (int i = 0; i < n; i++) {
		c[i].name = strdup("column");
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
			Name: C.GoString(raw[i].name),
			Type: int(raw[i]._type),
		})
		C.free(unsafe.Pointer(raw[i].name))
	}
	C.free(unsafe.Pointer(&raw[0]))
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
