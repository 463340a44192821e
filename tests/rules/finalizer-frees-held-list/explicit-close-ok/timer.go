// Package timer closes by hand: the finalizer is taken off before the free, and the list entry before both.
package timer

/*
#include <stdlib.h>

struct ctimer {
	long due;
};

static struct ctimer *ctimer_new(long due)
{
	struct ctimer *t = calloc(1, sizeof(*t));

	if (t)
		t->due = due;
	return t;
}
*/
import "C"

import (
	"container/list"
	"errors"
	"runtime"
	"unsafe"
)

// ErrNoMemory says that the C heap is exhausted.
var ErrNoMemory = errors.New("timer: out of memory")

// Timer is an entry of a queue.
type Timer struct {
	c    *C.struct_ctimer
	elem *list.Element
}

// Queue holds timers.
type Queue struct{ l list.List }

// New adds a timer; Stop or the collector frees it.
func (q *Queue) New(due int) (*Timer, error) {
	c := C.ctimer_new(C.long(due))
	if c == nil {
		return nil, ErrNoMemory
	}
	t := &Timer{c: c}
	runtime.SetFinalizer(t, (*Timer).free)
	t.elem = q.l.PushBack(t)
	return t, nil
}

func (t *Timer) free() {
	if t.c != nil {
		C.free(unsafe.Pointer(t.c))
		t.c = nil
	}
}

// Stop ends the timer.
func (q *Queue) Stop(t *Timer) {
	if t.elem == nil {
		return
	}
	q.l.Remove(t.elem)
	t.elem = nil
	runtime.SetFinalizer(t, nil)
	t.free()
}

// Due is when it fires.
func (t *Timer) Due() int {
	if t.c == nil {
		return 0
	}
	d := int(t.c.due)
	runtime.KeepAlive(t)
	return d
}
