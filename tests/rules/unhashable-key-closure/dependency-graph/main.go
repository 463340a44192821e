// visit is a closure that looks up modules by a key which is a slice when a module has versions.
package main

import (
	"fmt"
	"os"
	"strings"
)

type ref = any

type module struct {
	name string
	deps []ref
}

// refOf answers a string, or a []string for name@version.
func refOf(s string) ref {
	if name, version, ok := strings.Cut(s, "@"); ok {
		return []string{name, version}
	}
	return s
}

func order(mods []*module) (out []string) {
	byRef := make(map[ref]*module)
	for _, m := range mods {
		byRef[m.name] = m
	}
	var visit func(m *module)
	visit = func(m *module) {
		for _, d := range m.deps {
			if dep := byRef[d]; dep != nil { // want BL202
				visit(dep)
			}
		}
		out = append(out, m.name)
	}
	for _, m := range mods {
		visit(m)
	}
	return out
}

func main() {
	mods := []*module{{name: "base"}}
	for _, arg := range append(os.Args, "net@2") {
		mods = append(mods, &module{"m" + arg, []ref{refOf("base"), refOf(arg)}})
	}
	fmt.Println(order(mods))
}
