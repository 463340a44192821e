// add is a closure over a C table, which it fills with the addresses of Go closures.
package main

/*
#include <stdlib.h>

struct command {
	int key;
	void *action;
};
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type action func(arg string) string

func table(n int) (add func(byte, action), find func(byte) action, free func()) {
	mem := C.calloc(C.size_t(n), C.sizeof_struct_command)
	cmds := unsafe.Slice((*C.struct_command)(mem), n)
	used := 0
	add = func(key byte, a action) {
		cmds[used].key = C.int(key)
		cmds[used].action = unsafe.Pointer(&a) // want BL401
		used++
	}
	find = func(key byte) action {
		for i := range cmds[:used] {
			if cmds[i].key == C.int(key) {
				return *(*action)(cmds[i].action)
			}
		}
		return nil
	}
	return add, find, func() { C.free(mem) }
}

func main() {
	add, find, free := table(4)
	defer free()
	add('a', func(s string) string { return s + "!" })
	add('b', func(s string) string { return s + s })
	for _, arg := range os.Args {
		if f := find(arg[0]); f != nil {
			fmt.Println(f(arg))
		}
	}
}
