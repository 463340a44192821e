// The value of a header line starts inside the line's block, where strchr found the colon, and is freed there.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unsafe"
)

var errHeader = errors.New("header: no colon")

type header struct {
	raw   *C.char
	value *C.char
}

func parse(line string) (header, error) {
	raw := C.CString(line)
	colon := C.strchr(raw, ':')
	if colon == nil {
		C.free(unsafe.Pointer(raw))
		return header{}, errHeader
	}
	*colon = 0
	return header{raw: raw, value: (*C.char)(unsafe.Add(unsafe.Pointer(colon), 1))}, nil
}

func headers(r io.Reader) (map[string]string, error) {
	out := make(map[string]string)
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		h, err := parse(lines.Text())
		if err != nil {
			return nil, err
		}
		out[C.GoString(h.raw)] = strings.TrimSpace(C.GoString(h.value))
		C.free(unsafe.Pointer(h.value)) // want BL104
	}
	return out, lines.Err()
}

func main() {
	h, err := headers(strings.NewReader("Host: a\nAccept: b\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(h)
}
