// SPDX-License-Identifier: MIT

// The map gets a copy in Go memory, which lives as long as the map holds it.
//
// C.GoBytes copies; unsafe.Slice is used nowhere.
package main

/*
#include <stdlib.h>

static unsigned weigh(const unsigned char *p, size_t n)
{
	unsigned sum = 0;

	while (n-- > 0)
		sum = sum * 31 + *p++;
	return sum;
}
*/
import "C"

import "fmt"

// sentFrames keeps what was sent until it is acknowledged.
var sentFrames = map[int][]byte{}

func send(id int, data []byte) uint32 {
	p := C.CBytes(data)
	defer C.free(p)
	sentFrames[id] = C.GoBytes(p, C.int(len(data)))
	return uint32(C.weigh((*C.uchar)(p), C.size_t(len(data))))
}

func acknowledge(id int, want uint32) bool {
	frame := sentFrames[id]
	sum := uint32(0)
	for i := 0; i < len(frame); i++ {
		sum = sum*31 + uint32(frame[i])
	}
	delete(sentFrames, id)
	return sum == want
}

func main() {
	sum := send(1, []byte("frame of some length"))
	send(2, []byte("another one"))
	fmt.Println("acknowledged", acknowledge(1, sum))
}
