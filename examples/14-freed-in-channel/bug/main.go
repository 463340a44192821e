// SPDX-License-Identifier: MIT

// A job is freed while it waits in a channel.
//
// submit queues the job first and looks at its size afterwards. A job that is
// too big is freed on the error path, and the worker that drains the queue
// gets it all the same: nothing can be taken back out of a channel.
package main

/*
#include <stdlib.h>

struct job {
	int pages;
};

static struct job *job_new(int pages)
{
	struct job *j = malloc(sizeof(*j));

	if (!j)
		abort();
	j->pages = pages;
	return j;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

const limit = 100

var (
	queue     = make(chan *C.struct_job, 8)
	errTooBig = errors.New("too many pages")
)

func submit(pages int) error {
	j := C.job_new(C.int(pages))
	queue <- j
	if j.pages > limit {
		C.free(unsafe.Pointer(j))
		return errTooBig
	}
	return nil
}

func work() int {
	sum := 0
	for j := range queue {
		sum += int(j.pages)
	}
	return sum
}

func main() {
	for _, pages := range []int{10, 20, 500} {
		if err := submit(pages); err != nil {
			fmt.Println(pages, err)
		}
	}
	close(queue)
	fmt.Println("printed", work(), "pages")
}
