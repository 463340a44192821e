// The vector holds the address of a copy in C memory, which is freed after the call.
package main

/*
#include <stddef.h>
#include <stdlib.h>

struct vec {
	const char *base;
	size_t len;
};

static size_t gather(const struct vec *v, int n)
{
	size_t sum = 0;
	int i;

	for (i = 0; i < n; i++)
		sum += v[i].len + (v[i].base ? v[i].base[0] & 1 : 0);
	return sum;
}
*/
import "C"

import (
	"fmt"
	"os"
)

type packet struct {
	head [8]byte
	body []byte
}

type conn struct{ written int }

func (c *conn) Write(p *packet) {
	v := make([]C.struct_vec, 1)
	body := C.CBytes(p.body)
	defer C.free(body)
	v[0].base = (*C.char)(body)
	v[0].len = C.size_t(len(p.body))
	c.written += int(C.gather(&v[0], C.int(len(v))))
}

func main() {
	c := new(conn)
	for _, arg := range os.Args {
		c.Write(&packet{body: []byte(arg)})
	}
	fmt.Println(c.written)
}
