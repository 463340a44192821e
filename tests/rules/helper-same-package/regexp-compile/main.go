// matchAll destroys the compiled pattern through two helpers and then asks it for its group count.
package main

/*
#include <regex.h>
#include <stdlib.h>

static regex_t *re_new(void)
{
	return malloc(sizeof(regex_t));
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

func compile(expr string) (*C.regex_t, error) {
	re := C.re_new()
	if re == nil {
		return nil, fmt.Errorf("regex: out of memory")
	}
	pat := C.CString(expr)
	defer C.free(unsafe.Pointer(pat))
	if rc := C.regcomp(re, pat, C.REG_EXTENDED); rc != 0 {
		C.free(unsafe.Pointer(re))
		return nil, fmt.Errorf("regex: code %d in %q", int(rc), expr)
	}
	return re, nil
}

func destroy(re *C.regex_t) {
	C.regfree(re)
	dispose(unsafe.Pointer(re))
}

func dispose(p unsafe.Pointer) { C.free(p) }

func groups(re *C.regex_t) int { return int(re.re_nsub) }

func matchAll(expr string, lines []string) (hits, ngroups int, err error) {
	re, err := compile(expr)
	if err != nil {
		return 0, 0, err
	}
	for _, l := range lines {
		s := C.CString(l)
		if C.regexec(re, s, 0, nil, 0) == 0 {
			hits++
		}
		C.free(unsafe.Pointer(s))
	}
	destroy(re)
	return hits, groups(re), nil // want BL101
}

func main() {
	hits, n, err := matchAll("^(a|b)+", os.Args[1:])
	fmt.Println(hits, n, err)
}
