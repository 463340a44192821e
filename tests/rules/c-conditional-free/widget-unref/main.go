// Attach keeps the widget in the map on the reference of its creator, and then gives that only reference back.
package main

/*
#include <stdlib.h>

typedef struct { int refs; int width; } widget_t;

static widget_t *widget_new(int width)
{
	widget_t *w = malloc(sizeof(*w));

	if (!w)
		abort();
	w->refs = 1;
	w->width = width;
	return w;
}

static inline widget_t *widget_ref(widget_t *w)
{
	w->refs++;
	return w;
}

static void widget_unref(widget_t *w)
{
	if (--w->refs == 0)
		free(w);
}
*/
import "C"

import "fmt"

// Box shows widgets by the name of the place they are in.
type Box struct {
	places map[string]*C.widget_t
}

func (b *Box) Attach(place string, width int) bool {
	if _, ok := b.places[place]; ok {
		return false
	}
	w := C.widget_new(C.int(width))
	b.places[place] = w
	C.widget_unref(w) // want BL102 "places"
	return true
}

func (b *Box) Width() (n int) {
	for _, w := range b.places {
		n += int(w.width) // may BL101
	}
	return n
}

func (b *Box) Detach(place string) {
	w, ok := b.places[place]
	if !ok {
		return
	}
	delete(b.places, place)
	C.widget_unref(w) // may BL101|BL103
}

func main() {
	b := &Box{places: make(map[string]*C.widget_t)}
	for i, place := range []string{"left", "right", "top"} {
		fmt.Println(b.Attach(place, 10*i))
	}
	fmt.Println(b.Width()) // may BL101
	b.Detach("left")       // may BL101|BL103
}
