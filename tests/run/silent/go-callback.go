// SPDX-License-Identifier: MIT

// Callbacks from C, on Go's threads and on one that C made.
package main

/*
#cgo LDFLAGS: -pthread
#include <pthread.h>
#include <stdlib.h>

extern int goVisit(int, char *);

static int each(int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++) {
		char *p = malloc(16);

		p[0] = (char)i;
		sum += goVisit(i, p);
		free(p);
	}
	return sum;
}

static void *run(void *arg)
{
	*(int *)arg = each(100);
	return NULL;
}

static int on_thread(void)
{
	int *sum = malloc(sizeof(*sum)), ret;
	pthread_t t;

	if (pthread_create(&t, NULL, run, sum))
		abort();
	pthread_join(t, NULL);
	ret = *sum;
	free(sum);
	return ret;
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

//export goVisit
func goVisit(i C.int, p *C.char) C.int {
	s := C.CString("from Go")
	defer C.free(unsafe.Pointer(s))
	return i + C.int(*p)*0 + C.int(len(C.GoString(s)))*0
}

func main() {
	fmt.Println(C.each(1000), C.on_thread())
	var wg sync.WaitGroup
	for i := 0; i < 20; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if C.each(100) != 4950 || C.on_thread() != 4950 {
				panic("wrong sum")
			}
		}()
	}
	wg.Wait()
}
