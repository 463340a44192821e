// visit gives C the address of a handle on its stack, which C uses during the call only.
package main

// #include "visit.h"
import "C"

import (
	"fmt"
	"os"
	"runtime/cgo"
	"unsafe"
)

type visitor struct {
	limit int
	seen  []int
}

//export goVisit
func goVisit(value C.int, arg unsafe.Pointer) C.int {
	v := (*(*cgo.Handle)(arg)).Value().(*visitor)
	v.seen = append(v.seen, int(value))
	if len(v.seen) == v.limit {
		return 0
	}
	return 1
}

func visit(n, limit int) []int {
	v := &visitor{limit: limit}
	h := cgo.NewHandle(v)
	defer h.Delete()
	C.visit_all(C.int(n), unsafe.Pointer(&h))
	return v.seen
}

func main() {
	fmt.Println(visit(10, len(os.Args)))
}
