// SPDX-License-Identifier: MIT

//go:build ctls

package main

// static __thread volatile int mine[50] = {1};
// static __thread volatile int more[7];
// static int touch(int i) { return mine[i] + more[i % 7]++; }
import "C"

// C's thread-local variables push Go's g to another place.
func init() { C.touch(3) }
