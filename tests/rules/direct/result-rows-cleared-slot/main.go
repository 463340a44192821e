// Discard frees one row of a result set and clears its slot, which Row tests.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"fmt"
	"strings"
	"unsafe"
)

// Result holds the rows of one query in the order the server sent them.
type Result struct {
	rows    []*C.char
	dropped int
}

func (r *Result) Append(row string) {
	r.rows = append(r.rows, C.CString(row))
}

// Row answers row i, or "" when there is none.
func (r *Result) Row(i int) string {
	if i < 0 || i >= len(r.rows) || r.rows[i] == nil {
		return ""
	}
	return C.GoString(r.rows[i])
}

// Discard gives the memory of row i back early; big results need it.
func (r *Result) Discard(i int) {
	if i < 0 || i >= len(r.rows) || r.rows[i] == nil {
		return
	}
	r.dropped++
	C.free(unsafe.Pointer(r.rows[i]))
	r.rows[i] = nil
}

func main() {
	var res Result
	for _, row := range strings.Fields("1,ada 2,grace 3,barbara") {
		res.Append(row)
	}
	for i := 0; i < 3; i++ {
		if strings.HasPrefix(res.Row(i), "2") {
			res.Discard(i)
		}
	}
	fmt.Println(res.Row(0), res.dropped)
}
