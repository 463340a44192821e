// put frees a buffer that has grown too big and then puts the freed buffer in the pool.
package main

/*
#include <stdlib.h>

struct linebuf { size_t cap, len; char *text; };

static struct linebuf *linebuf_new(void)
{
	struct linebuf *b = calloc(1, sizeof(*b) + 256);

	if (!b)
		abort();
	b->cap = 256;
	b->text = (char *)(b + 1);
	return b;
}
*/
import "C"

import (
	"bufio"
	"fmt"
	"os"
	"sync"
	"unsafe"
)

const maxKept = 1 << 10

var buffers = sync.Pool{
	New: func() any { return C.linebuf_new() },
}

func get(n int) *C.struct_linebuf {
	b := buffers.Get().(*C.struct_linebuf)
	b.len = 0           // may BL101
	if int(b.cap) < n { // may BL101
		C.free(unsafe.Pointer(b)) // may BL103
		b = (*C.struct_linebuf)(C.malloc(C.sizeof_struct_linebuf + C.size_t(n)))
		b.cap, b.len = C.size_t(n), 0
		b.text = (*C.char)(unsafe.Add(unsafe.Pointer(b), C.sizeof_struct_linebuf))
	}
	return b
}

func put(b *C.struct_linebuf) {
	if b.cap > maxKept {
		C.free(unsafe.Pointer(b))
	}
	buffers.Put(b) // want BL101
}

func upper(line []byte) int {
	b := get(len(line))
	dst := unsafe.Slice((*byte)(unsafe.Pointer(b.text)), len(line))
	for i, c := range line {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		dst[i] = c
	}
	b.len = C.size_t(len(line))
	n, _ := os.Stdout.Write(dst)
	put(b)
	return n
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	n := 0
	for in.Scan() {
		n += upper(in.Bytes())
	}
	fmt.Println(n)
}
