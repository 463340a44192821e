// A nil map is read, ranged over, measured, deleted from and cleared, which are all allowed.
package main

import (
	"fmt"
	"os"
	"strings"
)

type policy struct {
	allow map[string][]string
	deny  map[string]bool
	seen  map[string]int
}

// permits works for the zero policy, too.
func (p *policy) permits(user, action string) bool {
	if p.deny[user] {
		return false
	}
	for _, a := range p.allow[user] {
		if a == action || a == "*" {
			return true
		}
	}
	return len(p.allow) == 0
}

func (p *policy) forget(prefix string) int {
	n := len(p.seen)
	for user := range p.seen {
		if strings.HasPrefix(user, prefix) {
			p.seen[user] = 0
		}
	}
	delete(p.seen, prefix)
	clear(p.deny)
	return n - len(p.seen)
}

func main() {
	var open policy
	for _, arg := range os.Args {
		fmt.Println(arg, open.permits(arg, "read"))
	}
	fmt.Println(open.forget("a"))
}
