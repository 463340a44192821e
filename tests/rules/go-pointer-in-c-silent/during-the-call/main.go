// C reads and fills Go buffers during its calls, in which there are no pointers.
package main

/*
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct point {
	int x, y;
};

static void reverse(char *dst, const char *src, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		dst[i] = src[n - 1 - i];
}

static int by_x(const void *a, const void *b)
{
	return ((const struct point *)a)->x - ((const struct point *)b)->x;
}

static void sort_points(struct point *p, size_t n)
{
	qsort(p, n, sizeof(*p), by_x);
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

func reverse(s string) string {
	src, dst := []byte(s), make([]byte, len(s))
	C.reverse((*C.char)(unsafe.Pointer(&dst[0])), (*C.char)(unsafe.Pointer(&src[0])), C.size_t(len(s)))
	return string(dst)
}

func points(args []string) []C.struct_point {
	p := make([]C.struct_point, len(args))
	for i, a := range args {
		p[i].x, p[i].y = C.int(len(a)), C.int(i)
	}
	C.sort_points(&p[0], C.size_t(len(p)))
	return p
}

func main() {
	for _, arg := range os.Args {
		fmt.Println(reverse(arg))
	}
	for _, p := range points(os.Args) {
		fmt.Println(p.x, p.y)
	}
	mem := C.malloc(64)
	defer C.free(mem)
	text := []byte(os.Args[0])
	C.memcpy(mem, unsafe.Pointer(&text[0]), C.size_t(min(len(text), 64)))
}
