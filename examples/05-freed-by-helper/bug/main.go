// SPDX-License-Identifier: MIT

// A helper frees its argument, and nothing in its name says so.
//
// finish counts a job as done and recycles it, and recycle gives the memory
// back to C. The line after finish still wants to know how many pages the job
// had. Each function is right by itself; the order of two calls is wrong.
package main

/*
#include <stdlib.h>

struct job {
	int id;
	int pages;
};

static struct job *job_new(int id, int pages)
{
	struct job *j = malloc(sizeof(*j));

	if (!j)
		abort();
	j->id = id;
	j->pages = pages;
	return j;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

var finished int

func recycle(j *C.struct_job) {
	C.free(unsafe.Pointer(j))
}

func finish(j *C.struct_job) {
	finished++
	recycle(j)
}

// print returns the number of pages that were printed.
func print(j *C.struct_job) int {
	fmt.Println("printing job", j.id)
	finish(j)
	return int(j.pages)
}

func main() {
	pages := print(C.job_new(1, 3))
	pages += print(C.job_new(2, 4))
	fmt.Println(finished, "jobs,", pages, "pages")
}
