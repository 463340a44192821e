// After Put the same variable gets another buffer from the pool before it is used again.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// paragraphs writes each paragraph as one line.
func paragraphs(w io.Writer, r io.Reader) (map[int]int, error) {
	sizes := make(map[int]int)
	buf := pool.Get().(*bytes.Buffer)
	buf.Reset()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line != "" {
			if buf.Len() > 0 {
				buf.WriteByte(' ')
			}
			buf.WriteString(line)
			continue
		}
		sizes[len(sizes)] = buf.Len()
		_, err := fmt.Fprintln(w, buf.String())
		pool.Put(buf)
		if err != nil {
			return nil, err
		}
		buf = pool.Get().(*bytes.Buffer)
		buf.Reset()
	}
	if buf.Len() > 0 {
		sizes[len(sizes)] = buf.Len()
		fmt.Fprintln(w, buf.String())
	}
	pool.Put(buf)
	return sizes, lines.Err()
}

func main() {
	sizes, err := paragraphs(os.Stdout, strings.NewReader("a b\nc\n\nd\n\n\ne f\n"))
	fmt.Println(sizes, err)
}
