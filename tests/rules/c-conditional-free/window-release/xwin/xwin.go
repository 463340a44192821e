package xwin

/*
#include <stdlib.h>

struct xwin { int grabs, mapped; };

static void xwin_release(struct xwin *w, int destroy)
{
	w->mapped = 0;
	if (destroy)
		free(w);
}
*/
import "C"

// Window is a window of the server.
type Window struct {
	w     *C.struct_xwin
	title string
}

func Open(title string) *Window {
	w := (*C.struct_xwin)(C.calloc(1, C.sizeof_struct_xwin))
	w.mapped = 1
	return &Window{w, title}
}

func (w *Window) Grabs() int { return int(w.w.grabs) }

// Release takes w from the screen, and frees it when destroy is set.
func (w *Window) Release(destroy bool) {
	flag := C.int(0)
	if destroy {
		flag = 1
	}
	C.xwin_release(w.w, flag)
}
