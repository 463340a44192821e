// visit is a closure that looks up modules by a key which is a struct when a module has versions.
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

type versioned struct{ name, version string }

// refOf answers a string, or a versioned for name@version.
func refOf(s string) ref {
	if name, version, ok := strings.Cut(s, "@"); ok {
		return versioned{name, version}
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
			if dep := byRef[d]; dep != nil {
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
