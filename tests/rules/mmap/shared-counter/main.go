// bump unmaps the counter file of package shm with an explicit Close and with a deferred one.
package main

import (
	"fmt"
	"os"

	"example.com/shared-counter/shm"
)

func bump(path string, limit uint64) (n uint64, err error) {
	c, err := shm.Open(path)
	if err != nil {
		return 0, err
	}
	defer c.Close() // want BL103
	n = c.Add(1)
	if n > limit {
		return n, fmt.Errorf("%s: over the limit", path)
	}
	return n, c.Close()
}

func main() {
	for _, path := range os.Args[1:] {
		n, err := bump(path, 1000)
		fmt.Println(path, n, err)
	}
}
