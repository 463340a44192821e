// SPDX-License-Identifier: MIT

// What a map holds is asked of the map.
package main

/*
#include <stdio.h>

static void report(long n)
{
	printf("room for %ld\n", n);
	fflush(stdout);
}
*/
import "C"

func capacity(m map[int]int) int {
	return len(m)
}

func main() {
	m := map[int]int{}
	for i := 0; i < 100; i++ {
		m[i] = i
	}
	C.report(C.long(capacity(m)))
}
