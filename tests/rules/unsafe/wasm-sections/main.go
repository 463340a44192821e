// Load keeps slices over the C buffer in its map of sections and frees the buffer before it returns.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"unsafe"
)

var errShort = errors.New("module: short section")

// Module has the sections of a module by their number.
type Module struct {
	sections map[uint16][]byte
}

func (m *Module) Load(image []byte) error {
	if len(image) < 4 {
		return errShort
	}
	raw := C.CBytes(image)
	b := unsafe.Slice((*byte)(raw), len(image))
	for len(b) >= 4 {
		id := binary.LittleEndian.Uint16(b)
		n := int(binary.LittleEndian.Uint16(b[2:]))
		if n > len(b)-4 {
			m.sections = nil
			C.free(raw)
			return errShort
		}
		m.sections[id] = b[4 : 4+n]
		b = b[4+n:]
	}
	C.free(raw) // want BL102 "sections"
	return nil
}

func (m *Module) Name() string { return string(m.sections[1]) }

func main() {
	for _, path := range os.Args[1:] {
		image, err := os.ReadFile(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		m := &Module{sections: make(map[uint16][]byte)}
		if err := m.Load(image); err != nil {
			fmt.Fprintln(os.Stderr, path, err)
		}
		fmt.Println(path, len(m.sections))
	}
}
