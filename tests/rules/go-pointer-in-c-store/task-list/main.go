// push stores the address of a Go task in a list node of C memory.
package main

/*
#include <stdlib.h>

struct node {
	struct node *next;
	void *data;
	int priority;
};
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type task struct {
	name string
	cost int
}

type list struct {
	head *C.struct_node
	n    int
}

func (l *list) push(t *task, priority int) {
	n := (*C.struct_node)(C.calloc(1, C.sizeof_struct_node))
	n.data = unsafe.Pointer(t) // want BL401
	n.priority = C.int(priority)
	n.next = l.head
	l.head = n
	l.n++
}

func (l *list) pop() *task {
	n := l.head
	if n == nil {
		return nil
	}
	l.head = n.next
	l.n--
	t := (*task)(n.data)
	C.free(unsafe.Pointer(n))
	return t
}

func main() {
	var l list
	for i, arg := range os.Args {
		l.push(&task{arg, len(arg)}, i)
	}
	for t := l.pop(); t != nil; t = l.pop() {
		fmt.Println(t.name, t.cost)
	}
}
