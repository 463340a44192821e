// SetProgress gives C the address of a Go value, and C keeps it in a static variable for later calls.
package main

/*
#include <stddef.h>

static struct {
	void *user;
	int every;
} progress;

static void set_progress(void *user, int every)
{
	progress.user = user;
	progress.every = every;
}

static void *progress_user(int n)
{
	return progress.every && n % progress.every == 0 ? progress.user : NULL;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type meter struct {
	label string
	done  int
}

func (m *meter) SetProgress(every int) {
	C.set_progress(unsafe.Pointer(m), C.int(every)) // want BL401
}

func convert(names []string) {
	for i := range names {
		if u := C.progress_user(C.int(i)); u != nil {
			m := (*meter)(u)
			m.done = i
			fmt.Println(m.label, m.done)
		}
	}
}

func main() {
	m := &meter{label: "convert"}
	m.SetProgress(2)
	convert(os.Args)
	C.set_progress(nil, 0)
}
