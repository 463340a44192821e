// The result type of a function is a map from an alias of a C pointer type.
package main

/*
#include <stdlib.h>

typedef struct widget {
	int x, y;
} widget;

static widget *widget_new(int x, int y)
{
	widget *w = malloc(sizeof(*w));

	if (!w)
		abort();
	w->x = x;
	w->y = y;
	return w;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type handle = *C.widget

type layout struct {
	all []handle
}

func (l *layout) add(x, y int) {
	l.all = append(l.all, C.widget_new(C.int(x), C.int(y)))
}

func (l *layout) columns() (cols map[handle]int) { // want BL110
	if len(l.all) == 0 {
		return nil
	}
	cols = make(map[handle]int, len(l.all)) // may BL110
	for _, w := range l.all {
		cols[w] = int(w.x) / 8
	}
	return cols
}

func (l *layout) close() {
	for i, w := range l.all {
		l.all[i] = nil
		C.free(unsafe.Pointer(w))
	}
	l.all = nil
}

func main() {
	var l layout
	defer l.close()
	for i := 0; i < 20; i++ {
		l.add(i, i%3)
	}
	widest := 0
	for _, c := range l.columns() {
		if c > widest {
			widest = c
		}
	}
	fmt.Println(widest)
}
