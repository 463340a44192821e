// bump unmaps the counter file of package shm with one deferred Close.
package main

import (
	"fmt"
	"os"

	"example.com/shared-counter-closed-once/shm"
)

func bump(path string, limit uint64) (n uint64, err error) {
	c, err := shm.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() {
		if cerr := c.Close(); err == nil {
			err = cerr
		}
	}()
	n = c.Add(1)
	if n > limit {
		return n, fmt.Errorf("%s: over the limit", path)
	}
	return n, nil
}

func main() {
	for _, path := range os.Args[1:] {
		n, err := bump(path, 1000)
		fmt.Println(path, n, err)
	}
}
