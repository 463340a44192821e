// Package fonts frees a face in a cleanup that takes it out of the table first, under the table's lock.
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
	mu     sync.Mutex
	widths = map[*C.struct_face]map[rune]int{}
)

func closeFace(p *C.struct_face) {
	mu.Lock()
	defer mu.Unlock()
	delete(widths, p)
	C.face_done(p)
}

// Open opens the font at a size.
func Open(ppem int) (*Face, error) {
	p := C.face_open(C.int(ppem))
	if p == nil {
		return nil, fmt.Errorf("fonts: cannot open at %d", ppem)
	}
	f := &Face{p: p}
	mu.Lock()
	widths[p] = make(map[rune]int)
	mu.Unlock()
	runtime.AddCleanup(f, closeFace, p)
	return f, nil
}

// Ascent is the height above the base line.
func (f *Face) Ascent() int {
	defer runtime.KeepAlive(f)
	return int(f.p.ascent)
}
