// apply frees the patch when it is empty and returns from that case.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"unsafe"
)

type mode int

const (
	dryRun mode = iota
	inPlace
	reverse
)

var errEmpty = errors.New("patch is empty")

func apply(text string, m mode) (lines int, err error) {
	patch := C.CString(text)
	size := C.strlen(patch)
	switch {
	case size == 0:
		err = errEmpty
		C.free(unsafe.Pointer(patch))
		return 0, err
	case m == reverse:
		for i := C.size_t(0); i < size/2; i++ {
			a := (*byte)(unsafe.Add(unsafe.Pointer(patch), i))
			b := (*byte)(unsafe.Add(unsafe.Pointer(patch), size-1-i))
			*a, *b = *b, *a
		}
	case m == dryRun:
		C.free(unsafe.Pointer(patch))
		return int(size), nil
	}
	for p := patch; ; lines++ {
		nl := C.strchr(p, '\n')
		if nl == nil {
			break
		}
		p = (*C.char)(unsafe.Add(unsafe.Pointer(nl), 1))
	}
	C.free(unsafe.Pointer(patch))
	return lines, err
}

func main() {
	for i, arg := range os.Args {
		fmt.Println(apply(arg, mode(i%3)))
	}
}
