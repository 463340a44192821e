// Rotate frees every record of the ring in Do and goes on with the same ring.
package main

import (
	"bufio"
	"fmt"
	"os"

	"example.com/crash-log/crashlog"
)

func main() {
	l := crashlog.New(8)
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		l.Record(in.Text())
	}
	fmt.Println(l.Longest())
	l.Rotate()
	fmt.Println(l.Places())
}
