// The line is handed back to the scratch package before it is written out.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"

	"example.com/two-packages/scratch"
)

type logger struct {
	w      *bufio.Writer
	counts map[string]int
}

func (l *logger) log(topic, text string) error {
	b := scratch.Get()
	l.counts[topic]++
	b.B = strconv.AppendInt(b.B, int64(l.counts[topic]), 10)
	b.B = append(b.B, ' ')
	b.B = append(b.B, text...)
	b.B = append(b.B, '\n')
	scratch.Put(b)
	_, err := l.w.Write(b.B) // want BL107
	return err
}

func main() {
	l := &logger{w: bufio.NewWriter(os.Stdout), counts: make(map[string]int)}
	for _, arg := range os.Args {
		if err := l.log(arg, "started"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	l.w.Flush()
}
