// SPDX-License-Identifier: MIT

// send goes back to the header first, which is where the block starts.
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
	C.free(unsafe.Add(body, -C.sizeof_struct_header))
}

func main() {
	send("something that matters")
}
