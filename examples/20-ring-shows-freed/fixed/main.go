// SPDX-License-Identifier: MIT

// The place is empty from the moment in which its line is freed.
package main

/*
#include <stdio.h>
#include <stdlib.h>

static void print(const char *line)
{
	for (; *line; line++)
		putchar(*line);
	putchar('\n');
	fflush(stdout);
}
*/
import "C"

import (
	"container/ring"
	"unsafe"
)

// next is where the next line goes: the place of the oldest.
var next = ring.New(2)

func say(line string) {
	if old, ok := next.Value.(*C.char); ok {
		C.free(unsafe.Pointer(old))
		next.Value = nil
	}
	if line == "" {
		return
	}
	next.Value = C.CString(line)
	next = next.Next()
}

func show() {
	next.Do(func(v any) {
		if line, ok := v.(*C.char); ok {
			C.print(line)
		}
	})
}

func main() {
	say("hello")
	say("who is there?")
	say("")
	show()
}
