// Each resource carries its own free function, and the trie is registered with the one for plain blocks.
package main

/*
#include <stdlib.h>

struct trie {
	struct trie *kid[4];
	int n;
};

static struct trie *trie_new(void)
{
	return calloc(1, sizeof(struct trie));
}

static void trie_add(struct trie *t, unsigned key)
{
	for (int i = 0; i < 4 && t; i++, key >>= 2) {
		if (!t->kid[key & 3])
			t->kid[key & 3] = trie_new();
		t->n++;
		t = t->kid[key & 3];
	}
}

static void trie_free(struct trie *t)
{
	if (!t)
		return;
	for (int i = 0; i < 4; i++)
		trie_free(t->kid[i]);
	free(t);
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type resource struct {
	p    unsafe.Pointer
	free func(unsafe.Pointer)
}

func freeBlock(p unsafe.Pointer) { C.free(p) }

func freeTrie(p unsafe.Pointer) { C.trie_free((*C.struct_trie)(p)) }

type pool struct {
	live map[string]resource
}

func (p *pool) add(name string, r resource) error {
	if _, dup := p.live[name]; dup {
		r.free(r.p) // may BL104
		return fmt.Errorf("pool: %s exists", name)
	}
	p.live[name] = r
	return nil
}

func (p *pool) drop(name string) {
	if r, ok := p.live[name]; ok {
		delete(p.live, name)
		r.free(r.p) // or BL104
	}
}

func newTrie(keys []uint) *C.struct_trie {
	t := C.trie_new()
	for _, k := range keys {
		C.trie_add(t, C.uint(k))
	}
	return t
}

func main() {
	p := &pool{live: make(map[string]resource)}
	t := newTrie([]uint{1, 2, 77})
	if err := p.add("routes", resource{unsafe.Pointer(t), freeBlock}); err != nil { // or BL104
		fmt.Println(err)
	}
	u := newTrie([]uint{3})
	if err := p.add("hosts", resource{unsafe.Pointer(u), freeTrie}); err != nil {
		fmt.Println(err)
	}
	p.drop("routes") // or BL104
	p.drop("hosts")
}
