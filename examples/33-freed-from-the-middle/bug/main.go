// SPDX-License-Identifier: MIT

// What is freed is a pointer into a block, and not to its start.
//
// The caller of packet gets the body, which lies behind a header in the same
// block. send frees what it got. Only packet knows that the block starts
// earlier, and malloc finds no block where the body is.
package main

/*
#include <stdlib.h>
#include <string.h>

struct header {
	size_t length;
	int checked;
};

static struct header *packet_new(size_t length)
{
	struct header *h = calloc(1, sizeof(*h) + length);

	if (!h)
		abort();
	h->length = length;
	return h;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// packet returns the place for a body of n bytes.
func packet(n int) unsafe.Pointer {
	h := C.packet_new(C.size_t(n))
	return unsafe.Add(unsafe.Pointer(h), C.sizeof_struct_header)
}

func send(text string) {
	body := packet(len(text))
	copy(unsafe.Slice((*byte)(body), len(text)), text)
	fmt.Println("sent", len(text), "bytes")
	C.free(body)
}

func main() {
	send("something that matters")
}
