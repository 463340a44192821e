// Large buffers are not put back, and what follows the Put uses only what was copied out of the buffer.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
)

const keep = 1 << 10

type buffer struct {
	b     []byte
	lines int
}

var (
	buffers  = sync.Pool{New: func() any { return &buffer{} }}
	errEmpty = errors.New("no text")
)

func (b *buffer) recycle() {
	if cap(b.b) > keep {
		return
	}
	b.b, b.lines = b.b[:0], 0
	buffers.Put(b)
}

type stat struct {
	bytes, lines int
	first        string
}

func read(text string) (stat, error) {
	b := buffers.Get().(*buffer)
	b.b = append(b.b, text...)
	if len(b.b) == 0 {
		b.recycle()
		return stat{}, errEmpty
	}
	b.lines = strings.Count(text, "\n") + 1
	st := stat{bytes: len(b.b), lines: b.lines}
	if i := strings.IndexByte(text, ' '); i >= 0 {
		st.first = string(b.b[:i])
	}
	b.recycle()
	st.lines *= 2
	return st, nil
}

func main() {
	stats := make(map[string]stat)
	for _, arg := range append(os.Args, "one two", "") {
		st, err := read(arg)
		if err != nil {
			fmt.Println(err)
			continue
		}
		stats[arg] = st
	}
	fmt.Println(stats["one two"])
}
