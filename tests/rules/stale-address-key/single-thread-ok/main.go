// The block is freed before its entry is removed, but nothing runs in between: one goroutine, no allocation.
package main

/*
#include <stdlib.h>

struct job {
	int id;
};

static struct job *job_new(int id)
{
	struct job *j = malloc(sizeof(*j));

	if (!j)
		abort();
	j->id = id;
	return j;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type state int

const (
	waiting state = iota
	running
)

var jobs = map[*C.struct_job]state{}

func submit(id int) *C.struct_job {
	j := C.job_new(C.int(id))
	jobs[j] = waiting
	return j
}

func finish(j *C.struct_job) error {
	if jobs[j] != running {
		return fmt.Errorf("job %d does not run", int(j.id))
	}
	C.free(unsafe.Pointer(j))
	delete(jobs, j)
	return nil
}

func main() {
	a, b := submit(1), submit(2)
	jobs[b] = running
	if err := finish(a); err != nil {
		fmt.Println(err)
	}
	if err := finish(b); err != nil {
		fmt.Println(err)
	}
	fmt.Println(len(jobs))
}
