// Load reads the modules while the goroutine that it started still fills them.
package main

import (
	"fmt"
	"os"
	"strings"
)

type module struct {
	path string
	deps []string
}

type loader struct {
	modules map[string]*module
	ready   chan struct{}
}

func (l *loader) scan(lines []string) {
	for _, line := range lines {
		path, deps, _ := strings.Cut(line, ":")
		l.modules[path] = &module{path, strings.Split(deps, ",")} // or BL301
	}
	close(l.ready)
}

func Load(lines []string) int {
	l := &loader{make(map[string]*module), make(chan struct{})}
	go l.scan(lines)
	n := 0
	for _, line := range lines {
		path, _, _ := strings.Cut(line, ":")
		if m := l.modules[path]; m != nil { // or BL301
			n += len(m.deps)
		}
	}
	<-l.ready
	return n
}

func main() {
	fmt.Println(Load(append(os.Args, "a:b,c", "b:c")))
}
