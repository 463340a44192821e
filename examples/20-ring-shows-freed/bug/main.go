// SPDX-License-Identifier: MIT

// A ring of the last lines, where the oldest is freed and not taken out.
//
// say frees the line whose place it wants, and an empty line takes no place:
// it returns in between. The ring goes on pointing to the freed line, and the
// next show prints it.
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
