// Every count of walk is made by a method that ignores a nil map.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

type stats map[string]int64

func (s stats) add(name string, n int64) {
	if s == nil {
		return
	}
	s[name] += n
}

func walk(dir string, depth int, st stats) (files int) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		st.add("errors", 1)
		return 0
	}
	for _, e := range entries {
		if e.IsDir() {
			if depth > 0 {
				files += walk(filepath.Join(dir, e.Name()), depth-1, st)
			}
			continue
		}
		files++
		if info, err := e.Info(); err == nil {
			st.add("bytes", info.Size())
		}
	}
	return files
}

func main() {
	for _, arg := range os.Args[1:] {
		fmt.Println(arg, walk(arg, 2, nil))
	}
	st := make(stats)
	fmt.Println(walk("/etc", 0, st), st)
}
