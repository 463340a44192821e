// The caller that has a slice gives its elements to Call in one string.
package main

import (
	"fmt"
	"os"
	"strings"
)

// Memo remembers what a function of one argument returned.
type Memo struct {
	f     func(any) string
	known map[any]string
	calls int
}

func NewMemo(f func(any) string) *Memo {
	return &Memo{f: f, known: make(map[any]string)}
}

func (m *Memo) Call(arg any) string {
	if s, ok := m.known[arg]; ok {
		return s
	}
	m.calls++
	s := m.f(arg)
	m.known[arg] = s
	return s
}

func describe(v any) string {
	switch v := v.(type) {
	case string:
		return strings.ToUpper(v)
	case []string:
		return strings.Join(v, "+")
	}
	return fmt.Sprint(v)
}

func main() {
	m := NewMemo(describe)
	fmt.Println(m.Call(len(os.Args)), m.Call(os.Args[0]))
	fmt.Println(m.Call(strings.Join(os.Args, "\x00")), m.calls)
}
