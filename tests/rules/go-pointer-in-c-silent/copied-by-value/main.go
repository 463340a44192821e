// job_add copies the job, in which there are no pointers, into the array of C.
package main

/*
#include <string.h>

struct job {
	int priority;
	char name[24];
};

static struct job jobs[8];
static int njobs;

static int job_add(const struct job *j)
{
	if (njobs == 8)
		return -1;
	jobs[njobs] = *j;
	return njobs++;
}

static int job_first(struct job *out)
{
	int i, best = -1;

	for (i = 0; i < njobs; i++)
		if (best < 0 || jobs[i].priority > jobs[best].priority)
			best = i;
	if (best >= 0)
		memcpy(out, &jobs[best], sizeof(*out));
	return best;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

func add(name string, priority int) bool {
	var j C.struct_job
	j.priority = C.int(priority)
	dst := unsafe.Slice((*byte)(unsafe.Pointer(&j.name[0])), len(j.name)-1)
	copy(dst, name)
	return C.job_add(&j) >= 0
}

func first() string {
	j := new(C.struct_job)
	if C.job_first(j) < 0 {
		return ""
	}
	return C.GoString(&j.name[0])
}

func main() {
	for i, arg := range os.Args[1:] {
		add(arg, i%3)
	}
	fmt.Println(first())
}
