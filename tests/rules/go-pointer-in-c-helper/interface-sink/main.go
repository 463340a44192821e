// The sink that main chooses behind an interface lets C keep the buffer that it is given.
package main

/*
static const char *last;

static void remember(const char *text)
{
	last = text;
}

static int length(const char *text)
{
	int n = 0;

	while (text[n])
		n++;
	return n;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type sink interface {
	write(text []byte) int
}

type counting struct{ n int }

func (c *counting) write(text []byte) int {
	n := C.length((*C.char)(unsafe.Pointer(&text[0])))
	c.n += int(n)
	return int(n)
}

type crashNote struct{ counting }

func (c *crashNote) write(text []byte) int {
	C.remember((*C.char)(unsafe.Pointer(&text[0]))) // want BL401
	return c.counting.write(text)
}

func emit(s sink, args []string) (n int) {
	for _, a := range args {
		n += s.write(append([]byte(a), 0))
	}
	return n
}

func main() {
	fmt.Println(emit(new(counting), os.Args))
	fmt.Println(emit(new(crashNote), os.Args))
}
