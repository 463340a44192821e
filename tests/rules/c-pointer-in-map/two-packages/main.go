// A map's keys are pointers to a type that another package defines as a C type.
package main

import (
	"fmt"
	"os"

	"example.com/two-packages/native"
)

type cursors struct {
	opened map[*native.Cursor]string // want BL110
}

func (cs *cursors) open(name string, row int) *native.Cursor {
	c := native.Open(row)
	cs.opened[c] = name
	return c
}

func (cs *cursors) close(c *native.Cursor) error {
	name, ok := cs.opened[c]
	if !ok {
		return os.ErrClosed
	}
	fmt.Println("close", name, c.Row())
	delete(cs.opened, c)
	c.Close()
	return nil
}

func main() {
	var cs cursors
	if cs.opened == nil {
		cs = newCursors()
	}
	for i, name := range os.Args {
		if err := cs.close(cs.open(name, i)); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

func newCursors() (cs cursors) {
	cs.opened = make(map[*native.Cursor]string) // may BL110
	return cs
}
