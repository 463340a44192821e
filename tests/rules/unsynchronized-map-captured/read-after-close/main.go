// Load waits until the scanner has closed the channel, and reads the modules then.
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
		l.modules[path] = &module{path, strings.Split(deps, ",")}
	}
	close(l.ready)
}

func Load(lines []string) int {
	l := &loader{make(map[string]*module), make(chan struct{})}
	go l.scan(lines)
	<-l.ready
	n := 0
	for _, line := range lines {
		path, _, _ := strings.Cut(line, ":")
		if m := l.modules[path]; m != nil {
			n += len(m.deps)
		}
	}
	return n
}

func main() {
	fmt.Println(Load(append(os.Args, "a:b,c", "b:c")))
}
