// The request and the key that it points to are pinned.
package main

/*
#include <stddef.h>
#include <string.h>

struct request {
	const char *key;
	size_t keylen;
	int flags;
};

static unsigned hash(const struct request *r)
{
	unsigned h = r->flags;
	size_t i;

	for (i = 0; i < r->keylen; i++)
		h = h * 33 + (unsigned char)r->key[i];
	return h;
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"unsafe"
)

type client struct {
	pin   runtime.Pinner
	calls int
}

func (c *client) hash(key []byte) uint32 {
	defer c.pin.Unpin()
	r := &C.struct_request{
		key:    (*C.char)(unsafe.Pointer(&key[0])),
		keylen: C.size_t(len(key)),
	}
	c.pin.Pin(r)
	c.pin.Pin(&key[0])
	c.calls++
	return uint32(C.hash(r))
}

func main() {
	c := new(client)
	for _, arg := range os.Args {
		fmt.Println(c.hash([]byte(arg)))
	}
	fmt.Println(c.calls)
}
