// The import job collects C keys in a map of its own, and a deferred loop frees them all at the end.
package main

/*
#include <stdlib.h>
#include <string.h>

static char *squeeze(const char *s)
{
	char *f = malloc(strlen(s) + 1), *o = f;

	if (!f)
		return NULL;
	for (; *s; s++)
		if (*s != ' ')
			*o++ = *s;
	*o = 0;
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

func countUnique(text string) (int, error) {
	squeezed := make(map[string]*C.char)
	defer func() {
		for _, p := range squeezed {
			C.free(unsafe.Pointer(p))
		}
	}()
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		cl := C.CString(lines.Text())
		f := C.squeeze(cl)
		C.free(unsafe.Pointer(cl))
		if f == nil {
			continue
		}
		key := C.GoString(f)
		if _, seen := squeezed[key]; seen {
			C.free(unsafe.Pointer(f))
			continue
		}
		squeezed[key] = f
	}
	return len(squeezed), lines.Err()
}

func main() {
	fmt.Println(countUnique("on e\ntwo\none\n"))
}
