// The loop reads the view of a block after the last use of the block's owner.
package main

import (
	"fmt"
	"os"

	"example.com/two-packages/block"
)

func count(path string, c byte) (int, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	blk := block.Copy(data)
	view := blk.Bytes()
	n := 0
	for i := range view {
		if view[i] == c { // want BL106
			n++
		}
	}
	return n, nil
}

func main() {
	for _, path := range os.Args[1:] {
		n, err := count(path, '\n')
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(path, n)
	}
}
