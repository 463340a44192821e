// forget deletes the value of an option by a key that is a string by then.
package main

import (
	"fmt"
	"os"
)

type option struct {
	key   any
	value string
}

type store struct {
	values map[any]string
	order  []any
}

func (s *store) set(o option) {
	s.values[o.key] = o.value
	s.order = append(s.order, o.key)
}

func (s *store) forget(keys ...any) int {
	before := len(s.values)
	for _, k := range keys {
		delete(s.values, k)
	}
	return before - len(s.values)
}

func main() {
	s := &store{values: map[any]string{}}
	for i, arg := range os.Args {
		s.set(option{i, arg})
	}
	fmt.Println(s.forget(1, 2))
	fmt.Println(s.forget(string([]byte(os.Args[0]))))
}
