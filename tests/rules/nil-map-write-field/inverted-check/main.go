// The test of the index is upside down: names are added when it is nil, and not when it is there.
package main

import (
	"fmt"
	"os"
	"strings"
)

type section struct {
	name  string
	lines []string
}

// File is a configuration file; its index is made by the first section.
type File struct {
	sections []section
	index    map[string]int
}

func (f *File) add(name string) {
	f.sections = append(f.sections, section{name: name})
	if f.index != nil {
		return
	}
	f.index[strings.ToLower(name)] = len(f.sections) - 1 // want BL201
}

func (f *File) find(name string) *section {
	if i, ok := f.index[strings.ToLower(name)]; ok {
		return &f.sections[i]
	}
	return nil
}

func main() {
	f := new(File)
	for _, arg := range os.Args {
		f.add(arg)
	}
	if s := f.find("alpha"); s != nil {
		fmt.Println(s.name, len(s.lines))
	}
}
