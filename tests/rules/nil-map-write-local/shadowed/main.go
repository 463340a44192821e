// The block that makes the set of seen files declares a second one; the outer set stays nil.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// dedupe prints each line of a list once, except those in the skip file.
func dedupe(lines []string, skip string) int {
	var seen map[string]bool
	if f, err := os.Open(skip); err == nil {
		seen := make(map[string]bool)
		for sc := bufio.NewScanner(f); sc.Scan(); {
			seen[strings.TrimSpace(sc.Text())] = true
		}
		f.Close()
		fmt.Println("skipping", len(seen))
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	printed := 0
	for _, line := range lines {
		if seen[line] {
			continue
		}
		seen[line] = true // want BL201
		fmt.Println(line)
		printed++
	}
	return printed
}

func main() {
	fmt.Println(dedupe(os.Args[1:], "skip.txt"))
}
