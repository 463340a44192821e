// Scan sends copies of what it found, and frees the scan buffer with defer when it returns.
package main

import (
	"fmt"
	"os"

	"example.com/scan-results-copied/scan"
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
		total += len(h.Text) + int(h.Text[0])
	}
	fmt.Println(total)
}
