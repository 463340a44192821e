// The frames of the card come from its ring, and their Release gives them to C.free like the decoded ones.
package main

/*
#include <stdlib.h>

#define NRING 4
static unsigned char ring[NRING][64];
static unsigned next_slot;

static unsigned char *card_grab(void)
{
	unsigned char *f = ring[next_slot++ % NRING];

	f[0]++;
	return f;
}

static unsigned char *decode(int no)
{
	unsigned char *f = calloc(1, 64);

	if (f)
		f[0] = (unsigned char)no;
	return f;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

type frame interface {
	First() byte
	Release()
}

type decoded struct{ px *C.uchar }

func (f *decoded) First() byte { return byte(*f.px) }
func (f *decoded) Release()    { C.free(unsafe.Pointer(f.px)) }

type grabbed struct {
	px   *C.uchar
	slot int
}

func (f *grabbed) First() byte { return byte(*f.px) }
func (f *grabbed) Release() {
	C.free(unsafe.Pointer(f.px)) // or BL104
	f.px = nil
}

var errSource = errors.New("no such source")

func open(source string, n int) (frame, error) {
	switch source {
	case "card":
		return &grabbed{px: C.card_grab(), slot: n}, nil
	case "file":
		if px := C.decode(C.int(n)); px != nil {
			return &decoded{px: px}, nil
		}
	}
	return nil, errSource
}

func main() {
	sums := make(map[string]int)
	for i, source := range []string{"file", "disk", "card"} {
		f, err := open(source, i)
		if err != nil {
			fmt.Println(source, err)
			continue
		}
		sums[source] += int(f.First())
		f.Release() // or BL104
	}
	fmt.Println(sums)
}
