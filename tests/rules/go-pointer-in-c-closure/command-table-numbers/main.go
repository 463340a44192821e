// add is a closure over a C table, which it fills with indexes into a Go slice of closures.
package main

/*
#include <stdlib.h>

struct command {
	int key;
	int action;
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
	var actions []action
	add = func(key byte, a action) {
		cmds[used].key = C.int(key)
		cmds[used].action = C.int(len(actions))
		actions = append(actions, a)
		used++
	}
	find = func(key byte) action {
		for i := range cmds[:used] {
			if cmds[i].key == C.int(key) {
				return actions[cmds[i].action]
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
