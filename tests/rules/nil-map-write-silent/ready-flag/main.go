// The flag and the map are set together, and every write looks at the flag.
package main

import (
	"fmt"
	"os"
	"path"
)

type mount struct {
	device string
	flags  int
}

type table struct {
	parsed bool
	mounts map[string]mount
	order  []string
}

func (t *table) parse() {
	if t.parsed {
		return
	}
	t.mounts = make(map[string]mount)
	t.parsed = true
}

func (t *table) add(at string, m mount) bool {
	t.parse()
	at = path.Clean(at)
	if _, busy := t.mounts[at]; busy {
		return false
	}
	t.mounts[at] = m
	t.order = append(t.order, at)
	return true
}

func (t *table) remount(at string, flags int) {
	if !t.parsed {
		return
	}
	m := t.mounts[path.Clean(at)]
	m.flags = flags
	t.mounts[path.Clean(at)] = m
}

func main() {
	var t table
	t.remount("/", 1)
	for i, arg := range os.Args {
		t.add("/"+arg, mount{arg, i})
	}
	t.remount("/alpha", 1)
	fmt.Println(len(t.order), len(t.mounts))
}
