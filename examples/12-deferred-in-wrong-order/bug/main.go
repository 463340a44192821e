// SPDX-License-Identifier: MIT

// Deferred calls run last first, so the log is closed before its summary.
//
// The two lines read well from top to bottom: write a summary, close the log.
// They run from bottom to top.
package main

/*
#include <stdlib.h>

struct log {
	int lines;
	int errors;
};

static struct log *log_open(void)
{
	struct log *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	return l;
}

static void log_add(struct log *l, int error)
{
	l->lines++;
	l->errors += error;
}

static void log_close(struct log *l)
{
	free(l);
}
*/
import "C"

import "fmt"

func summary(l *C.struct_log) {
	fmt.Println(l.lines, "lines,", l.errors, "of them errors")
}

func serve(paths []string) {
	l := C.log_open()
	defer summary(l)
	defer C.log_close(l)
	for _, path := range paths {
		if path == "/favicon.ico" {
			C.log_add(l, 1)
			continue
		}
		C.log_add(l, 0)
	}
}

func main() {
	serve([]string{"/", "/index.html", "/favicon.ico"})
}
