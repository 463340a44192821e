// SPDX-License-Identifier: MIT

// What is needed later is read before the helper takes the job away.
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
	pages := int(j.pages)
	finish(j)
	return pages
}

func main() {
	pages := print(C.job_new(1, 3))
	pages += print(C.job_new(2, 4))
	fmt.Println(finished, "jobs,", pages, "pages")
}
