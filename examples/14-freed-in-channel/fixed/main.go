// SPDX-License-Identifier: MIT

// The size is looked at before the job is queued. From then on it belongs to
// the worker, who frees it.
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
	if j.pages > limit {
		C.free(unsafe.Pointer(j))
		return errTooBig
	}
	queue <- j
	return nil
}

func work() int {
	sum := 0
	for j := range queue {
		sum += int(j.pages)
		C.free(unsafe.Pointer(j))
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
