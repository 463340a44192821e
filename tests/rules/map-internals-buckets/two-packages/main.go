// The address of a map variable goes to another package, which reads the header that it points to.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"unsafe"

	"example.com/two-packages/peek"
)

func count(r *bufio.Scanner, words map[string]int) error {
	for r.Scan() {
		for _, w := range strings.Fields(r.Text()) {
			words[strings.ToLower(w)]++
		}
	}
	return r.Err()
}

func main() {
	words := make(map[string]int)
	if err := count(bufio.NewScanner(os.Stdin), words); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	n := peek.Buckets(unsafe.Pointer(&words)) // or BL111
	fmt.Printf("%d words in %d buckets\n", len(words), n)
}
