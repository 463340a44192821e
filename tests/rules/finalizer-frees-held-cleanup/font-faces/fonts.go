// Package fonts uses a C face as the key of a table that outlives the wrapper, whose cleanup frees the face.
package fonts

/*
#include <stdlib.h>

struct face {
	int ppem;
	int ascent;
};

static struct face *face_open(int ppem)
{
	struct face *f = malloc(sizeof(*f));

	if (!f)
		return NULL;
	f->ppem = ppem;
	f->ascent = ppem * 4 / 5;
	return f;
}

static void face_done(struct face *f)
{
	free(f);
}
*/
import "C"

import (
	"fmt"
	"runtime"
	"sync"
)

// Face is one font at one size.
type Face struct {
	p *C.struct_face
}

var (
	mu      sync.Mutex
	widths  = map[*C.struct_face]map[rune]int{}
	minPpem = 6
)

func closeFace(p *C.struct_face) { C.face_done(p) }

// Open opens the font at a size.
func Open(ppem int) (*Face, error) {
	if ppem < minPpem {
		return nil, fmt.Errorf("fonts: %d is too small", ppem)
	}
	p := C.face_open(C.int(ppem))
	if p == nil {
		return nil, fmt.Errorf("fonts: cannot open at %d", ppem)
	}
	f := &Face{p: p}
	runtime.AddCleanup(f, closeFace, p)
	mu.Lock()
	widths[p] = make(map[rune]int) // want BL106
	mu.Unlock()
	return f, nil
}

// Ascents lists the ascent of every face that was measured.
func Ascents() (list []int) {
	mu.Lock()
	defer mu.Unlock()
	for p := range widths {
		list = append(list, int(p.ascent))
	}
	return list
}
