// The counts are in a map beside the map of textures, and a texture goes when its count is zero.
package main

/*
#include <stdlib.h>
#include <string.h>

static unsigned char *texture_load(const char *path, int *edge)
{
	int n = (int)strlen(path);

	*edge = n;
	return calloc((size_t)n, (size_t)n);
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type textures struct {
	px    map[string]*C.uchar
	edge  map[string]int
	users map[string]int
}

func (t *textures) use(path string) (*C.uchar, error) {
	if px, ok := t.px[path]; ok {
		t.users[path]++
		return px, nil
	}
	cp := C.CString(path)
	defer C.free(unsafe.Pointer(cp))
	var edge C.int
	px := C.texture_load(cp, &edge)
	if px == nil {
		return nil, fmt.Errorf("texture %s: cannot load", path)
	}
	t.px[path] = px
	t.edge[path] = int(edge)
	t.users[path] = 1
	return px, nil
}

func (t *textures) drop(path string) {
	n, ok := t.users[path]
	if !ok {
		return
	}
	if n > 1 {
		t.users[path] = n - 1
		return
	}
	px := t.px[path]
	delete(t.px, path)
	delete(t.edge, path)
	delete(t.users, path)
	C.free(unsafe.Pointer(px))
}

func main() {
	t := &textures{
		px:    make(map[string]*C.uchar),
		edge:  make(map[string]int),
		users: make(map[string]int),
	}
	paths := []string{"wood.png", "stone.png", "wood.png"}
	for _, p := range paths {
		if _, err := t.use(p); err != nil {
			fmt.Println(err)
			return
		}
	}
	t.drop("wood.png")
	fmt.Println(*t.px["wood.png"], t.edge["wood.png"])
	t.drop("wood.png")
	t.drop("stone.png")
	fmt.Println(len(t.px))
}
