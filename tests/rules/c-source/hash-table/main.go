// Take deletes a counter from the table in table.c, which frees it, and reads the counter it looked up before.
package main

import (
	"bufio"
	"fmt"
	"os"

	"example.com/hash-table/counters"
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
