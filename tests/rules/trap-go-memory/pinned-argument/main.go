// C fills Go memory during the call and keeps nothing; the map's slices stay Go's, and no free belongs to them.
package main

/*
#include <stdlib.h>
#include <string.h>

static int render_line(unsigned char *dst, size_t n, int y)
{
	char *tmp = malloc(n);

	if (!tmp)
		return -1;
	memset(tmp, 'a' + y % 26, n);
	memcpy(dst, tmp, n);
	free(tmp);
	return (int)n;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errRender = errors.New("render: failed")

type canvas struct {
	width int
	lines map[int][]byte
	spare [][]byte
}

func (c *canvas) line(y int) ([]byte, error) {
	if l, ok := c.lines[y]; ok {
		return l, nil
	}
	l := make([]byte, c.width)
	n := C.render_line((*C.uchar)(unsafe.Pointer(&l[0])), C.size_t(len(l)), C.int(y))
	if n < 0 {
		return nil, errRender
	}
	c.lines[y] = l[:n]
	return l, nil
}

func (c *canvas) scroll(by int) {
	for y := 0; y < by; y++ {
		l := c.lines[y]
		delete(c.lines, y)
		if l != nil {
			l[0] = ' '
			c.spare = append(c.spare, l)
		}
	}
}

func main() {
	c := &canvas{width: 20, lines: make(map[int][]byte)}
	for y := 0; y < 4; y++ {
		l, err := c.line(y)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(string(l))
	}
	c.scroll(2)
	fmt.Println(len(c.lines), string(c.spare[0]))
}
