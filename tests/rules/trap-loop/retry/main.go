// Each try frees its buffer when it was too small and allocates a larger one for the next.
package main

/*
#include <stdlib.h>
#include <string.h>

static int get_config(const char *key, char *buf, size_t cap, size_t *need)
{
	*need = 40 * strlen(key);
	if (cap < *need)
		return -34;
	memset(buf, '=', *need);
	return 0;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var (
	errMemory = errors.New("config: out of memory")
	errTries  = errors.New("config: keeps growing")
)

var values = map[string]*C.char{}

func read(key string) (*C.char, int, error) {
	ck := C.CString(key)
	defer C.free(unsafe.Pointer(ck))
	size := C.size_t(64)
	for try := 0; try < 4; try++ {
		buf := (*C.char)(C.malloc(size + 1))
		if buf == nil {
			return nil, 0, errMemory
		}
		var need C.size_t
		rc := C.get_config(ck, buf, size, &need)
		if rc == 0 {
			return buf, int(need), nil
		}
		C.free(unsafe.Pointer(buf))
		if rc != -34 {
			return nil, 0, fmt.Errorf("config: %s: code %d", key, int(rc))
		}
		size = need
	}
	return nil, 0, errTries
}

func load(key string) (int, error) {
	if _, ok := values[key]; ok {
		return 0, nil
	}
	buf, n, err := read(key)
	if err != nil {
		return 0, err
	}
	values[key] = buf
	return n, nil
}

func main() {
	for _, key := range []string{"a", "verbose", "a"} {
		fmt.Println(load(key))
	}
	for key, p := range values {
		delete(values, key)
		C.free(unsafe.Pointer(p))
	}
}
