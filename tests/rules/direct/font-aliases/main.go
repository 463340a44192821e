// The default font is the regular font under a second name; unloading both frees one block twice.
package main

/*
#include <stdlib.h>

struct face {
	int size;
	unsigned char glyphs[256];
};
*/
import "C"

import (
	"fmt"
	"unsafe"
)

func newFace(size int) *C.struct_face {
	f := (*C.struct_face)(C.calloc(1, C.sizeof_struct_face))
	f.size = C.int(size)
	return f
}

func render(fonts map[string]*C.struct_face, name, text string) int {
	f, ok := fonts[name]
	if !ok {
		f = fonts["default"]
	}
	width := 0
	for i := 0; i < len(text); i++ {
		width += int(f.size) + int(f.glyphs[text[i]])
	}
	return width
}

func measure(texts []string) int {
	fonts := make(map[string]*C.struct_face)
	regular := newFace(10)
	fonts["regular"] = regular
	fonts["bold"] = newFace(12)
	fonts["default"] = fonts["regular"]

	total := 0
	for _, t := range texts {
		total += render(fonts, "bold", t) + render(fonts, "default", t)
	}

	C.free(unsafe.Pointer(fonts["regular"]))
	C.free(unsafe.Pointer(fonts["bold"]))
	C.free(unsafe.Pointer(fonts["default"])) // want BL103
	return total
}

func main() {
	fmt.Println(measure([]string{"File", "Edit", "View"}))
}
