// finish deletes the FILE of a report from the map[string]any and closes it through package cfile.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"example.com/report-streams-removed/cfile"
)

// things has what the template engine can refer to by name: numbers, texts,
// and open files.
type things map[string]any

func (t things) file(name string) (cfile.File, bool) {
	f, ok := t[name].(cfile.File)
	return f, ok
}

func (t things) report(dir, name, line string) error {
	f, ok := t.file(name)
	if !ok {
		var err error
		if f, err = cfile.Create(filepath.Join(dir, name)); err != nil {
			return err
		}
		t[name] = f
	}
	return f.Puts(line)
}

func (t things) finish(name string) error {
	f, ok := t.file(name)
	if !ok {
		return fmt.Errorf("%s is not a file", name)
	}
	delete(t, name)
	return f.Close()
}

func main() {
	t := things{"version": 3, "author": "ada"}
	dir, err := os.MkdirTemp("", "report")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	for i, arg := range os.Args {
		fmt.Println(t.report(dir, filepath.Base(arg), fmt.Sprint(i)))
	}
	fmt.Println(t.finish("version"), len(t))
}
