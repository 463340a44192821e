// Renaming a sensor stores a new C label over the old one, and the package that made it is never told.
package main

import (
	"fmt"
	"os"

	"example.com/two-packages/label"
)

type sensorID uint16

type board struct {
	labels map[sensorID]label.Label
}

func (b *board) rename(id sensorID, text string) {
	b.labels[id] = label.New(text) // want BL105
}

func (b *board) remove(id sensorID) {
	l, ok := b.labels[id]
	if !ok {
		return
	}
	delete(b.labels, id)
	l.Free()
}

func (b *board) print() {
	for id, l := range b.labels {
		fmt.Fprintf(os.Stdout, "%d: %s\n", id, l)
	}
}

func main() {
	b := &board{labels: make(map[sensorID]label.Label)}
	for round := 0; round < 2; round++ {
		for i, name := range os.Args {
			b.rename(sensorID(i), fmt.Sprintf("%s/%d", name, round))
		}
	}
	b.print()
	for i := range os.Args {
		b.remove(sensorID(i))
	}
}
