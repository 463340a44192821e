// A virtual table: the plan that C gets back names a string, that is freed when the callback returns.
package main

/*
#include <stdlib.h>
typedef struct { int cost; char *detail; int owned; } plan;
*/
import "C"

import (
	"strconv"
	"unsafe"
)

type table struct {
	rows int
	keys []string
}

var tables = map[uint64]*table{}

func (t *table) describe() string {
	return strconv.Itoa(t.rows) + " rows, " + strconv.Itoa(len(t.keys)) + " keys"
}

//export planQuery
func planQuery(id C.ulong, p unsafe.Pointer) C.int {
	t := tables[uint64(id)]
	if t == nil {
		return 1
	}
	out := (*C.plan)(p)
	detail := C.CString(t.describe())
	defer C.free(unsafe.Pointer(detail)) // want BL102
	out.detail = detail
	out.cost = C.int(t.rows)
	return 0
}

func main() {}
