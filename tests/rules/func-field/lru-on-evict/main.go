// Package lru calls the OnEvict function of its user, which frees the value, while its own map still has it.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"

	"example.com/lru-on-evict/lru"
)

var evicted int

func main() {
	c := lru.New(lru.Options{
		Limit: 2,
		OnEvict: func(key string, v unsafe.Pointer) {
			evicted++
			C.free(v)
		},
	})
	for _, arg := range os.Args {
		if _, ok := c.Get(arg); !ok {
			c.Add(arg, unsafe.Pointer(C.CString(arg)))
		}
	}
	if v, ok := c.Get(os.Args[0]); ok {
		fmt.Println(C.strlen((*C.char)(v)))
	}
	fmt.Println(evicted)
}
