// median frees the vector with an inline function of the header and then reads the length of the vector.
package main

// #include "vec.h"
import "C"

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
)

var errEmpty = errors.New("no numbers")

func median(in *bufio.Scanner) (mid, n int, err error) {
	v := C.vec_new(8)
	if v == nil {
		return 0, 0, errors.New("out of memory")
	}
	for in.Scan() {
		x, err := strconv.Atoi(in.Text())
		if err != nil {
			C.vec_free(v)
			return 0, 0, err
		}
		if C.vec_push(v, C.int(x)) != 0 {
			break
		}
	}
	if v.len == 0 {
		C.vec_free(v)
		return 0, 0, errEmpty
	}
	C.vec_sort(v)
	mid = int(C.vec_at(v, v.len/2))
	C.vec_free(v)
	return mid, int(v.len), nil // want BL101
}

func main() {
	mid, n, err := median(bufio.NewScanner(os.Stdin))
	fmt.Println(mid, n, err)
}
