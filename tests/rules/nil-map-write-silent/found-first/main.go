// rename writes only when it found the old name, which is in no nil map.
package main

import (
	"errors"
	"fmt"
	"os"
)

type inode struct {
	size  int
	links int
}

type dir struct {
	name    string
	entries map[string]*inode
}

var errNotFound = errors.New("not found")

func (d *dir) rename(from, to string) error {
	n, ok := d.entries[from]
	if !ok {
		return fmt.Errorf("%s/%s: %w", d.name, from, errNotFound)
	}
	delete(d.entries, from)
	d.entries[to] = n
	return nil
}

func (d *dir) link(from, to string) bool {
	n := d.entries[from]
	if n == nil {
		return false
	}
	n.links++
	d.entries[to] = n
	return true
}

func mount(name string, files []string) *dir {
	d := &dir{name: name}
	for i, f := range files {
		if d.entries == nil {
			d.entries = map[string]*inode{}
		}
		d.entries[f] = &inode{i, 1}
	}
	return d
}

func main() {
	for _, d := range []*dir{mount("empty", nil), {name: "zero"}, mount("args", os.Args)} {
		fmt.Println(d.rename("alpha", "omega"), d.link("beta", "b"))
	}
}
