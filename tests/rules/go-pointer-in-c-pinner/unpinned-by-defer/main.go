// Open pins the shared block and unpins it when it returns, while C has it until Close.
package main

/*
#include <stddef.h>

struct block {
	int version;
	long counters[8];
};

static struct block *shared;

static void attach(struct block *b)
{
	shared = b;
}

static void bump(int i)
{
	if (shared)
		shared->counters[i & 7]++;
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
)

// Counters are counted by C.
type Counters struct {
	block C.struct_block
	pin   runtime.Pinner
}

func Open() *Counters {
	c := new(Counters)
	c.block.version = 2
	c.pin.Pin(c)
	defer c.pin.Unpin() // or BL401
	C.attach(&c.block)  // or BL401
	return c
}

func (c *Counters) Close() {
	C.attach(nil)
	c.pin.Unpin()
}

func main() {
	c := Open()
	defer c.Close()
	for _, arg := range os.Args {
		C.bump(C.int(len(arg)))
	}
	fmt.Println(c.block.counters)
}
