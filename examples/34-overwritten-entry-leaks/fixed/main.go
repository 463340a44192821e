// SPDX-License-Identifier: MIT

// The old program is freed when the new one has taken its place.
package main

/*
#include <stdlib.h>
#include <string.h>

struct program {
	size_t ops;
	char code[1000];
};

static struct program *compile(const char *source)
{
	struct program *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->ops = strlen(source);
	return p;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

var programs = map[string]*C.struct_program{}

func update(name, source string) {
	s := C.CString(source)
	defer C.free(unsafe.Pointer(s))
	old := programs[name]
	programs[name] = C.compile(s)
	C.free(unsafe.Pointer(old))
}

func main() {
	for i := 1; i <= 1000; i++ {
		update("greeting", fmt.Sprint("hello ", i))
	}
	fmt.Println(programs["greeting"].ops, "operations")
}
