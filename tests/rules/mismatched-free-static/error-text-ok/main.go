// The library makes a new text for each error with strdup, so the wrapper must free it, and does.
package main

/*
#include <stdlib.h>
#include <string.h>

static char *kv_errdup(int rc)
{
	return strdup(rc == 1 ? "no such key" : "unknown error");
}

static const char *kv_version(void)
{
	return "kv 4.2";
}

static int kv_get(unsigned key, unsigned *value)
{
	if (key % 3 == 0)
		return 1;
	*value = key * 2;
	return 0;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type kvError struct {
	Code int
	Text string
}

func (e *kvError) Error() string { return fmt.Sprintf("kv: %s (%d)", e.Text, e.Code) }

// version is static memory of the library: copied, not freed.
var version = C.GoString(C.kv_version())

func check(rc C.int) error {
	if rc == 0 {
		return nil
	}
	text := C.kv_errdup(rc)
	if text == nil {
		return &kvError{Code: int(rc)}
	}
	defer C.free(unsafe.Pointer(text))
	return &kvError{Code: int(rc), Text: C.GoString(text)}
}

func get(key uint) (uint, error) {
	var v C.uint
	if err := check(C.kv_get(C.uint(key), &v)); err != nil {
		return 0, err
	}
	return uint(v), nil
}

func main() {
	fmt.Println(version)
	for key := uint(1); key < 5; key++ {
		v, err := get(key)
		fmt.Println(key, v, err)
	}
}
