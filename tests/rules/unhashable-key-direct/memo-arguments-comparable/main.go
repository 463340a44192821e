// Call uses the memo for arguments of types that it knows to be comparable, and no others.
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
	switch arg.(type) {
	case string, int, bool:
	default:
		return m.f(arg)
	}
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
	fmt.Println(m.Call(os.Args), m.calls)
}
