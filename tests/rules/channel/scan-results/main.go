// Scan sends results that point into the scan buffer, and frees the buffer with defer when it returns.
package main

import (
	"fmt"
	"os"

	"example.com/scan-results/scan"
)

func main() {
	f, err := os.Open(os.Args[0])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer f.Close()
	hits := make(chan scan.Hit, 8)
	go func() {
		defer close(hits)
		if err := scan.Scan(f, '\n', hits); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	total := 0
	for h := range hits {
		total += len(h.Text) + int(h.Text[0]) // may BL101
	}
	fmt.Println(total)
}
