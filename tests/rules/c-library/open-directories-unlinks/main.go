// Leave deletes the DIR from the map of open directories and closes it.
package main

/*
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

// Walker keeps directories open between visits: readdir goes on where the
// last visit stopped.
type Walker struct {
	open map[string]*C.DIR
}

func (w *Walker) Enter(path string) (*C.DIR, error) {
	if d, ok := w.open[path]; ok {
		return d, nil
	}
	cpath := C.CString(path)
	defer C.free(unsafe.Pointer(cpath))
	d, err := C.opendir(cpath)
	if d == nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	w.open[path] = d
	return d, nil
}

func (w *Walker) Visit(path string, limit int) (names []string) {
	d, err := w.Enter(path)
	if err != nil {
		return nil
	}
	for len(names) < limit {
		e := C.readdir(d)
		if e == nil {
			break
		}
		names = append(names, C.GoString(&e.d_name[0]))
	}
	return names
}

func (w *Walker) Leave(path string) {
	if d, ok := w.open[path]; ok {
		delete(w.open, path)
		C.closedir(d)
	}
}

func main() {
	w := &Walker{open: make(map[string]*C.DIR)}
	for _, path := range append(os.Args[1:], "/") {
		fmt.Println(len(w.Visit(path, 3)))
	}
	w.Leave("/")
}
