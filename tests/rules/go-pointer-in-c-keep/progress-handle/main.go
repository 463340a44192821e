// SetProgress gives C a handle by value, which is a number that C may keep.
package main

/*
#include <stdint.h>

static struct {
	uintptr_t user;
	int every;
} progress;

static void set_progress(uintptr_t user, int every)
{
	progress.user = user;
	progress.every = every;
}

static uintptr_t progress_user(int n)
{
	return progress.every && n % progress.every == 0 ? progress.user : 0;
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime/cgo"
)

type meter struct {
	label string
	done  int
}

func (m *meter) SetProgress(every int) cgo.Handle {
	h := cgo.NewHandle(m)
	C.set_progress(C.uintptr_t(h), C.int(every))
	return h
}

func convert(names []string) {
	for i := range names {
		if u := C.progress_user(C.int(i)); u != 0 {
			m := cgo.Handle(u).Value().(*meter)
			m.done = i
			fmt.Println(m.label, m.done)
		}
	}
}

func main() {
	m := &meter{label: "convert"}
	h := m.SetProgress(2)
	convert(os.Args)
	C.set_progress(0, 0)
	h.Delete()
}
