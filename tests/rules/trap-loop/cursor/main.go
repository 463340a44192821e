// The cursor walks through the block and stops at its end, and the free takes the saved start.
package main

/*
#include <stdlib.h>
#include <string.h>

static char **env_copy(void)
{
	static const char *const from[] = { "HOME=/", "LANG=C", "TERM=vt100" };
	size_t n = sizeof(from) / sizeof(from[0]);
	char **v = calloc(n + 1, sizeof(*v));

	for (size_t i = 0; v && i < n; i++)
		v[i] = strdup(from[i]);
	return v;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"
)

var errEnv = errors.New("environment: out of memory")

func environment() (map[string]string, error) {
	start := C.env_copy()
	if start == nil {
		return nil, errEnv
	}
	env := make(map[string]string)
	for cur := start; *cur != nil; cur = next(cur) {
		name, value, ok := strings.Cut(C.GoString(*cur), "=")
		C.free(unsafe.Pointer(*cur))
		*cur = nil
		if ok {
			env[name] = value
		}
	}
	C.free(unsafe.Pointer(start))
	return env, nil
}

func next(p **C.char) **C.char {
	return (**C.char)(unsafe.Add(unsafe.Pointer(p), unsafe.Sizeof(*p)))
}

func main() {
	env, err := environment()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(env["LANG"], len(env))
}
