// Parse frees the C copy that the validator needs with defer, and the table has a copy of its own.
package main

/*
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int field_ok(const char *s)
{
	for (; *s; s++)
		if (iscntrl((unsigned char)*s))
			return 0;
	return 1;
}
*/
import "C"

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"unsafe"
)

// Headers has the fields of one message, for the C side of the proxy.
type Headers struct {
	fields map[string]*C.char
}

func (h *Headers) Parse(line string) error {
	name, value, ok := strings.Cut(line, ":")
	if !ok {
		return fmt.Errorf("no colon in %q", line)
	}
	name = strings.ToLower(strings.TrimSpace(name))
	if _, dup := h.fields[name]; dup {
		return fmt.Errorf("%s twice", name)
	}
	cs := C.CString(strings.TrimSpace(value))
	defer C.free(unsafe.Pointer(cs))
	if C.field_ok(cs) == 0 {
		return fmt.Errorf("bad value of %s", name)
	}
	h.fields[name] = C.strdup(cs)
	return nil
}

func (h *Headers) Get(name string) string {
	return C.GoString(h.fields[name])
}

func main() {
	h := &Headers{fields: make(map[string]*C.char)}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() && in.Text() != "" {
		if err := h.Parse(in.Text()); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	fmt.Println(h.Get("host"))
}
