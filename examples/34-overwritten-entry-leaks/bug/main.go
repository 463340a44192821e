// SPDX-License-Identifier: MIT

// An entry is overwritten, and it was the only one to know its memory.
//
// For Go values an assignment is all it takes: the collector finds the old
// one. The program that was compiled before is C's, and after the assignment
// nobody has its address.
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
	programs[name] = C.compile(s)
}

func main() {
	for i := 1; i <= 1000; i++ {
		update("greeting", fmt.Sprint("hello ", i))
	}
	fmt.Println(programs["greeting"].ops, "operations")
}
