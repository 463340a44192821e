// The import job collects C keys in a map of its own, and returns without freeing them.
package main

/*
#include <stdlib.h>
#include <string.h>
#include <ctype.h>

static char *fold(const char *s)
{
	char *f = strdup(s);

	for (char *p = f; p && *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return f;
}
*/
import "C"

import (
	"bufio"
	"fmt"
	"strings"
	"unsafe"
)

// countUnique counts the lines that differ when case is ignored.
func countUnique(text string) (int, error) {
	folded := make(map[string]*C.char)
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		cl := C.CString(lines.Text())
		f := C.fold(cl)
		C.free(unsafe.Pointer(cl))
		if f == nil {
			continue
		}
		key := C.GoString(f)
		if _, seen := folded[key]; seen {
			C.free(unsafe.Pointer(f))
			continue
		}
		folded[key] = f
	}
	return len(folded), lines.Err() // want BL105
}

func main() {
	n, err := countUnique("One\ntwo\nONE\n")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n)
}
