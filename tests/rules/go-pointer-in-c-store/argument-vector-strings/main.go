// spawn puts C strings in an argument vector that malloc made, and frees them at the end.
package main

/*
#include <stdlib.h>
#include <string.h>

static size_t total(char **argv)
{
	size_t n = 0;

	for (; *argv; argv++)
		n += strlen(*argv);
	return n;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type process struct {
	path string
	args []string
}

func (p *process) size() int {
	const ptr = unsafe.Sizeof((*C.char)(nil))
	n := len(p.args)
	mem := C.calloc(C.size_t(n+1), C.size_t(ptr))
	if mem == nil {
		return -1
	}
	defer C.free(mem)
	argv := unsafe.Slice((**C.char)(mem), n+1)
	for i, a := range p.args {
		argv[i] = C.CString(a)
		defer C.free(unsafe.Pointer(argv[i]))
	}
	return int(C.total(&argv[0]))
}

func main() {
	p := &process{os.Args[0], os.Args[1:]}
	fmt.Println(p.path, p.size())
}
