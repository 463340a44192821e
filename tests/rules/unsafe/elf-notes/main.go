// buildID frees the image and then reads a note through a pointer that unsafe.Add made from the image.
package main

/*
#include <stdint.h>
#include <stdlib.h>

typedef struct { uint32_t namesz, descsz, type; } note_t;
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"unsafe"
)

var errNoNote = errors.New("no build id")

func align4(n int) int { return (n + 3) &^ 3 }

// buildID answers the first word of the build id in a section of notes.
func buildID(section []byte) (uint32, error) {
	if len(section) == 0 {
		return 0, errNoNote
	}
	image := C.CBytes(section)
	var desc *C.uint32_t
	for off := 0; off+C.sizeof_note_t < len(section); {
		n := (*C.note_t)(unsafe.Add(image, off))
		body := off + C.sizeof_note_t + align4(int(n.namesz))
		if n._type == 3 && body+4 <= len(section) {
			desc = (*C.uint32_t)(unsafe.Add(image, body))
			break
		}
		off = body + align4(int(n.descsz))
	}
	if desc == nil {
		C.free(image)
		return 0, errNoNote
	}
	C.free(image)
	return uint32(*desc), nil // want BL101
}

func main() {
	for _, path := range os.Args[1:] {
		b, err := os.ReadFile(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		id, err := buildID(b)
		fmt.Printf("%08x %v\n", id, err)
	}
}
