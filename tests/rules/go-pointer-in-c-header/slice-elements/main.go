// sum gives C the address of the first element.
package main

/*
static unsigned long sum_bytes(const void *mem, int n)
{
	const unsigned char *p = mem;
	unsigned long sum = 0;

	while (n-- > 0)
		sum += *p++;
	return sum;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type block struct {
	offset int64
	data   []byte
}

func sum(data []byte) uint64 {
	return uint64(C.sum_bytes(unsafe.Pointer(&data[0]), C.int(len(data))))
}

func split(text string, size int) (blocks []block) {
	for at := 0; at < len(text); at += size {
		end := min(at+size, len(text))
		blocks = append(blocks, block{int64(at), []byte(text[at:end])})
	}
	return blocks
}

func main() {
	for _, arg := range os.Args {
		for _, b := range split(arg, 3) {
			fmt.Println(b.offset, sum(b.data))
		}
	}
}
