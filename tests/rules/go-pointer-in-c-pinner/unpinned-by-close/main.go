// Open pins the shared block, and Close unpins it after C has forgotten it.
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
	C.attach(&c.block)
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
