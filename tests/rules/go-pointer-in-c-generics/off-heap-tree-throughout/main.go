// New of package offheap gives all nodes, so nodes of C memory point to each other only.
package main

import (
	"fmt"
	"os"

	"example.com/off-heap-tree-throughout/offheap"
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
	n := offheap.New[node]()
	n.key = key
	*at = n
	return true
}

func main() {
	root := offheap.New[node]()
	root.key = 3
	for _, arg := range os.Args {
		fmt.Println(arg, insert(root, len(arg)))
	}
	free(root)
}

func free(n *node) {
	if n != nil {
		free(n.left)
		free(n.right)
		offheap.Free(n)
	}
}
