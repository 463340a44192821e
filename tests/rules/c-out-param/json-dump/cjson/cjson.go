package cjson

// #include <stdlib.h>
// #include "dump.h"
import "C"

import (
	"errors"
	"unsafe"
)

// Text is an object with one member.
func Text(key string, value int) (string, error) {
	ckey := C.CString(key)
	defer C.free(unsafe.Pointer(ckey))
	var out *C.char
	var n C.size_t
	if C.json_dump(ckey, C.long(value), &out, &n) != 0 {
		return "", errors.New("cjson: key is too long")
	}
	C.json_release(out)
	return C.GoStringN(out, C.int(n)), nil // want BL101
}
