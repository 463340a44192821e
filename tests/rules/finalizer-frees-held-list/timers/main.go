// The list of timers holds C timers whose Go owners are dropped at once, and with them their finalizers run.
package main

/*
#include <stdlib.h>

struct ctimer {
	long due;
	int fired;
};

static struct ctimer *ctimer_new(long due)
{
	struct ctimer *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->due = due;
	return t;
}
*/
import "C"

import (
	"container/list"
	"fmt"
	"runtime"
	"unsafe"
)

type timer struct{ c *C.struct_ctimer }

func newTimer(due int) *timer {
	t := &timer{c: C.ctimer_new(C.long(due))}
	runtime.SetFinalizer(t, func(t *timer) { C.free(unsafe.Pointer(t.c)) })
	return t
}

// queue holds the timers, soonest first.
type queue struct{ l *list.List }

func (q *queue) add(due int) {
	t := newTimer(due)
	for e := q.l.Front(); e != nil; e = e.Next() {
		if int(e.Value.(*C.struct_ctimer).due) > due {
			q.l.InsertBefore(t.c, e) // want BL106
			return
		}
	}
	q.l.PushBack(t.c) // want BL106
}

func (q *queue) fire(now int) (n int) {
	for e := q.l.Front(); e != nil; e = q.l.Front() {
		t := e.Value.(*C.struct_ctimer)
		if int(t.due) > now {
			break
		}
		t.fired = 1
		q.l.Remove(e)
		n++
	}
	return n
}

func main() {
	q := &queue{l: list.New()}
	for _, due := range []int{30, 10, 20} {
		q.add(due)
	}
	runtime.GC()
	fmt.Println(q.fire(25))
}
