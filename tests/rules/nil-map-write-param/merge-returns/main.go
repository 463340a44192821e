// merge makes the destination when it is nil, and returns it.
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
func merge(dst, src settings) (settings, int) {
	added := 0
	if dst == nil {
		dst = make(settings)
	}
	for k, v := range src {
		if _, ok := dst[k]; !ok {
			dst[k] = v
			added++
		}
	}
	return dst, added
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
		var n int
		p.overrides, n = merge(p.overrides, defaults)
		fmt.Println(p.name, n, p.overrides)
	}
}
