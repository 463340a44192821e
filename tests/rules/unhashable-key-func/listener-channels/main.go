// Package event keeps its listeners in a set of any, and subscribe gives it channels.
package main

import (
	"fmt"
	"os"

	"example.com/listener-channels/event"
)

type window struct {
	title string
	why   chan string
}

func (w *window) wait() { fmt.Println(w.title, "closed:", <-w.why) }

func main() {
	var s event.Source
	for _, arg := range os.Args {
		w := &window{arg, make(chan string, 1)}
		s.Subscribe(w.why)
		defer w.wait()
	}
	s.Fire("end")
}
