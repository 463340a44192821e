// load frees the memory below the global palette only when it sets the palette to nil in the same breath.
package main

/*
#include <stdlib.h>

static int palette_read(unsigned char *rgb, int n, int seed)
{
	int i;

	for (i = 0; i < n; i++)
		rgb[i] = (unsigned char)(seed * i);
	return seed > 99 ? -1 : n;
}
*/
import "C"

import (
	"fmt"
	"os"
	"strconv"
)

const palSize = 768

// palette is what the renderer reads; nil means shades of gray.
var palette []byte

func load(seed int) error {
	if palette != nil {
		return os.ErrExist
	}
	p := C.malloc(palSize)
	if p == nil {
		return os.ErrInvalid
	}
	palette = (*[1 << 20]byte)(p)[:palSize:palSize]
	if C.palette_read((*C.uchar)(p), palSize, C.int(seed)) < 0 {
		C.free(p)
		palette = nil
		return fmt.Errorf("palette %d is damaged", seed)
	}
	return nil
}

func shade(i byte) byte {
	if palette == nil {
		return i
	}
	return palette[3*int(i)]
}

func main() {
	for _, arg := range os.Args[1:] {
		seed, err := strconv.Atoi(arg)
		if err == nil {
			err = load(seed)
		}
		fmt.Println(err, shade(7))
	}
}
