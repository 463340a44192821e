// The defaults are merged into the overrides of a profile, which are nil when the profile has none.
package main

import (
	"fmt"
	"os"
)

type settings map[string]string

type profile struct {
	name      string
	overrides settings
}

var defaults = settings{"color": "auto", "pager": "less"}

// merge adds to dst what it does not have.
func merge(dst, src settings) int {
	added := 0
	for k, v := range src {
		if _, ok := dst[k]; !ok {
			dst[k] = v // want BL201
			added++
		}
	}
	return added
}

func open(name string) *profile {
	p := &profile{name: name}
	if name == "work" {
		p.overrides = settings{"pager": "cat"}
	}
	return p
}

func main() {
	for _, arg := range os.Args[1:] {
		p := open(arg)
		n := merge(p.overrides, defaults)
		fmt.Println(p.name, n, p.overrides)
	}
}
