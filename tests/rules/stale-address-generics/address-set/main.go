// The generic address map counts uses of blocks by address, and forgets no address when its block is freed.
package main

/*
#include <stdlib.h>

typedef struct task { int prio; } task;

static task *task_new(int prio)
{
	task *t = malloc(sizeof(*t));

	if (!t)
		abort();
	t->prio = prio;
	return t;
}

static int task_run(task *t)
{
	return t->prio-- > 0;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// byAddress maps addresses of T to values of V.
type byAddress[T, V any] struct {
	m map[uintptr]V
}

func (b *byAddress[T, V]) set(p *T, v V) {
	if b.m == nil {
		b.m = make(map[uintptr]V)
	}
	b.m[uintptr(unsafe.Pointer(p))] = v
}

func (b *byAddress[T, V]) get(p *T) V { return b.m[uintptr(unsafe.Pointer(p))] }

type scheduler struct {
	runs  byAddress[C.task, int]
	queue []*C.task
}

func (s *scheduler) add(prio int) {
	t := C.task_new(C.int(prio))
	s.runs.set(t, 0)
	s.queue = append(s.queue, t)
}

func (s *scheduler) step() bool {
	if len(s.queue) == 0 {
		return false
	}
	t := s.queue[0]
	s.queue[0] = nil
	s.queue = s.queue[1:]
	s.runs.set(t, s.runs.get(t)+1)
	if C.task_run(t) != 0 {
		s.queue = append(s.queue, t)
		return true
	}
	C.free(unsafe.Pointer(t)) // want BL109
	return true
}

func main() {
	var s scheduler
	for prio := 0; prio < 4; prio++ {
		s.add(prio)
	}
	steps := 0
	for s.step() {
		steps++
	}
	fmt.Println(steps, len(s.runs.m))
}
