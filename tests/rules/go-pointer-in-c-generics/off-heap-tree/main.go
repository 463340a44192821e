// New of package offheap gives nodes of C memory, and Insert links one that Go allocated below them.
package main

import (
	"fmt"
	"os"

	"example.com/off-heap-tree/offheap"
)

type node struct {
	key         int
	left, right *node
}

func find(at **node, key int) **node {
	for *at != nil && (*at).key != key {
		if key < (*at).key {
			at = &(*at).left
		} else {
			at = &(*at).right
		}
	}
	return at
}

func insert(root *node, key int) bool {
	at := &root.left
	if key > root.key {
		at = &root.right
	}
	at = find(at, key)
	if *at != nil {
		return false
	}
	*at = &node{key: key} // want BL401
	return true
}

func main() {
	root := offheap.New[node]()
	root.key = 3
	for _, arg := range os.Args {
		fmt.Println(arg, insert(root, len(arg)))
	}
	offheap.Free(root)
}
