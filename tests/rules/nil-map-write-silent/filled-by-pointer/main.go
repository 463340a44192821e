// ensure makes the map through its address before anything is written.
package main

import (
	"fmt"
	"os"
	"strings"
)

type headers map[string][]string

func ensure[M ~map[K]V, K comparable, V any](m *M) M {
	if *m == nil {
		*m = make(M)
	}
	return *m
}

type message struct {
	head headers
	tags map[string]bool
	body string
}

func (m *message) add(line string) {
	if k, v, ok := strings.Cut(line, ":"); ok {
		h := ensure(&m.head)
		h[k] = append(h[k], strings.TrimSpace(v))
		return
	}
	ensure(&m.tags)
	m.tags[line] = true
}

func parse(lines []string) *message {
	m := new(message)
	for i, line := range lines {
		if line == "" {
			m.body = strings.Join(lines[i+1:], "\n")
			break
		}
		m.add(line)
	}
	return m
}

func main() {
	m := parse(append(os.Args, "From: a", "To: b", "", "text"))
	fmt.Println(len(m.head), len(m.tags), m.body)
}
