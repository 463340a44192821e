// Take reads the counter that it looked up and deletes it from the table in table.c then.
package main

import (
	"bufio"
	"fmt"
	"os"

	"example.com/hash-table-counts-first/counters"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Split(bufio.ScanWords)
	for in.Scan() {
		counters.Hit(in.Text())
	}
	for _, word := range os.Args[1:] {
		fmt.Println(word, counters.Take(word))
	}
}
