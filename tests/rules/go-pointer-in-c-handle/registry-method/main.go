// The listener keeps its handle as a field, and Listen gives the address of the field to the event loop of C.
package main

/*
struct loop {
	void *arg[8];
	int n;
};

static struct loop events;

static int loop_add(void *arg)
{
	if (events.n == 8)
		return -1;
	events.arg[events.n] = arg;
	return events.n++;
}

static void *loop_arg(int i)
{
	return i < events.n ? events.arg[i] : 0;
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime/cgo"
	"unsafe"
)

type base struct {
	handle cgo.Handle
	slot   int
}

type listener struct {
	base
	addr string
}

func (b *base) register() bool {
	b.slot = int(C.loop_add(unsafe.Pointer(&b.handle))) // want BL401
	return b.slot >= 0
}

func Listen(addr string) *listener {
	l := &listener{addr: addr}
	l.handle = cgo.NewHandle(l)
	if !l.register() {
		l.handle.Delete()
		return nil
	}
	return l
}

func main() {
	for _, arg := range os.Args {
		l := Listen(arg)
		h := *(*cgo.Handle)(C.loop_arg(C.int(l.slot)))
		fmt.Println(h.Value().(*listener).addr)
	}
}
