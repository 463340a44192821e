// The closure emit counts in a captured map that run makes only after the first line.
package main

import (
	"fmt"
	"os"
	"strings"
)

type rule struct {
	name   string
	match  func(string) bool
	action func(string)
}

func run(lines []string, limit int) map[string]int {
	var fired map[string]int
	emit := func(name string) {
		fired[name]++ // want BL201
	}
	rules := []rule{
		{"long", func(s string) bool { return len(s) > limit }, func(string) { emit("long") }},
		{"path", func(s string) bool { return strings.Contains(s, "/") }, func(string) { emit("path") }},
	}
	for i, line := range lines {
		if i == 1 {
			fired = make(map[string]int)
		}
		for _, r := range rules {
			if r.match(line) {
				r.action(line)
			}
		}
	}
	return fired
}

func main() {
	fmt.Println(run(os.Args, 4))
}
