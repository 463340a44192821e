// The hook that bus calls is a method value of a recorder that was made with new.
package main

import (
	"fmt"
	"os"

	"example.com/event-hooks/bus"
)

type recorder struct {
	last  string
	seen  map[string]int
	total int
}

func (r *recorder) onEvent(e bus.Event) {
	r.last = e.Name
	r.seen[e.Name] += e.Size // want BL201
	r.total++
}

func main() {
	r := new(recorder)
	var b bus.Bus
	b.OnEvent = r.onEvent
	for _, arg := range os.Args {
		b.Publish(bus.Event{Name: arg, Size: len(arg)})
	}
	fmt.Println(r.last, r.total, b.Sent())
}
