// Package event keeps its listeners in a set of any, and subscribe gives it a function.
package main

import (
	"fmt"
	"os"

	"example.com/listener-set/event"
)

type window struct{ title string }

func (w *window) onClose(why string) { fmt.Println(w.title, "closed:", why) }

func main() {
	var s event.Source
	for _, arg := range os.Args {
		w := &window{arg}
		s.Subscribe(w.onClose)
	}
	s.Fire("end")
}
