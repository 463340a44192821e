// Package tree leaves a tombstone with the address of each node that Remove frees, to know it when it comes again.
package tree

/*
#include <stdlib.h>

typedef struct tnode {
	int depth;
} tnode;

static tnode *tnode_new(int depth)
{
	tnode *n = malloc(sizeof(*n));

	if (n)
		n->depth = depth;
	return n;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

type node struct {
	c    *C.tnode
	addr uintptr
}

// Tree holds nodes by name.
type Tree struct {
	nodes map[string]node
}

// ErrNode says that there is no such node.
var ErrNode = errors.New("tree: no such node")

// New makes an empty tree.
func New() *Tree { return &Tree{nodes: make(map[string]node)} }

// Add adds a node, and says whether it is the one that had the name before.
func (t *Tree) Add(name string, depth int) (again bool, err error) {
	old, dup := t.nodes[name]
	if dup && old.c != nil {
		return false, fmt.Errorf("tree: %s exists", name)
	}
	c := C.tnode_new(C.int(depth))
	if c == nil {
		return false, fmt.Errorf("tree: %s: out of memory", name)
	}
	addr := uintptr(unsafe.Pointer(c))
	t.nodes[name] = node{c: c, addr: addr}
	return old.addr == addr, nil
}

// Remove removes a node.
func (t *Tree) Remove(name string) error {
	n, ok := t.nodes[name]
	if !ok || n.c == nil {
		return ErrNode
	}
	t.nodes[name] = node{addr: n.addr}
	C.free(unsafe.Pointer(n.c)) // want BL109
	return nil
}
