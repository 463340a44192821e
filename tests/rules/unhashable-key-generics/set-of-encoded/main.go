// The generic set is made for strings, to which each value is encoded first.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

type Set[T comparable] struct {
	m map[T]struct{}
}

func (s *Set[T]) Add(v T) bool {
	if s.m == nil {
		s.m = make(map[T]struct{})
	}
	n := len(s.m)
	s.m[v] = struct{}{}
	return len(s.m) > n
}

// unique answers how many different values a list has.
func unique(values []any) (n int) {
	var s Set[string]
	for _, v := range values {
		b, err := json.Marshal(v)
		if err == nil && s.Add(string(b)) {
			n++
		}
	}
	return n
}

func parse(line string) any {
	var v any
	if json.Unmarshal([]byte(line), &v) != nil {
		return line
	}
	if list, ok := v.([]any); ok {
		return map[string]int{"items": len(list)}
	}
	return line
}

func main() {
	var values []any
	for _, arg := range append(os.Args, `"a"`, "[1, 2]") {
		values = append(values, parse(arg))
	}
	fmt.Println(unique(values))
}
