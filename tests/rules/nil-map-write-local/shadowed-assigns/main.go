// Both branches assign the outer set of seen files.
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
		seen = make(map[string]bool)
		for sc := bufio.NewScanner(f); sc.Scan(); {
			seen[strings.TrimSpace(sc.Text())] = true
		}
		f.Close()
		fmt.Println("skipping", len(seen))
	} else {
		seen = map[string]bool{skip: true}
	}
	printed := 0
	for _, line := range lines {
		if seen[line] {
			continue
		}
		seen[line] = true
		fmt.Println(line)
		printed++
	}
	return printed
}

func main() {
	fmt.Println(dedupe(os.Args[1:], "skip.txt"))
}
