// A job moves from the waiting to the running map, so the delete drops nothing.
package main

/*
#include <stdlib.h>

typedef struct job {
	int id;
	int ticks;
} job;

static job *job_new(int id)
{
	job *j = calloc(1, sizeof(*j));

	if (!j)
		abort();
	j->id = id;
	j->ticks = id % 3 + 1;
	return j;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errJob = errors.New("no such job")

type scheduler struct {
	waiting map[int]*C.job
	running map[int]*C.job
}

func (s *scheduler) submit(id int) error {
	if s.waiting[id] != nil || s.running[id] != nil {
		return fmt.Errorf("job %d exists", id)
	}
	s.waiting[id] = C.job_new(C.int(id))
	return nil
}

func (s *scheduler) start(id int) error {
	j, ok := s.waiting[id]
	if !ok {
		return errJob
	}
	delete(s.waiting, id)
	s.running[id] = j
	return nil
}

func (s *scheduler) rename(from, to int) error {
	if _, taken := s.waiting[to]; taken {
		return errJob
	}
	if j, ok := s.waiting[from]; ok {
		s.waiting[to] = j
		delete(s.waiting, from)
	}
	return nil
}

func (s *scheduler) tick() {
	for id, j := range s.running {
		if j.ticks--; j.ticks == 0 {
			delete(s.running, id)
			C.free(unsafe.Pointer(j))
		}
	}
}

func main() {
	s := &scheduler{waiting: make(map[int]*C.job), running: make(map[int]*C.job)}
	for id := 0; id < 5; id++ {
		fmt.Println(s.submit(id), s.rename(id, id+10), s.start(id+10))
	}
	for i := 0; i < 3; i++ {
		s.tick()
	}
	fmt.Println(len(s.waiting), len(s.running))
}
