// The text of an error code lives in a static table of the library, and the wrapper frees it.
package main

/*
#include <stdlib.h>

static const char *const texts[] = {
	"success", "no such key", "corrupt page", "disk full",
};

static char *kv_strerror(int rc)
{
	if (rc < 0 || rc >= (int)(sizeof(texts) / sizeof(texts[0])))
		return (char *)"unknown error";
	return (char *)texts[rc];
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

// kvError is an error of the store, with its code.
type kvError struct {
	Code int
	Text string
}

func (e *kvError) Error() string { return fmt.Sprintf("kv: %s (%d)", e.Text, e.Code) }

func check(rc C.int) error {
	if rc == 0 {
		return nil
	}
	text := C.kv_strerror(rc)
	err := &kvError{Code: int(rc), Text: C.GoString(text)}
	C.free(unsafe.Pointer(text)) // want BL104
	return err
}

func get(key uint) (uint, error) {
	var v C.uint
	if err := check(C.kv_get(C.uint(key), &v)); err != nil {
		return 0, err
	}
	return uint(v), nil
}

func main() {
	for key := uint(1); key < 5; key++ {
		v, err := get(key)
		fmt.Println(key, v, err)
	}
}
