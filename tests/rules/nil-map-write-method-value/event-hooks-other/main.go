// The recorder without a map stays out of the bus; the one whose method is the hook has one.
package main

import (
	"fmt"
	"os"

	"example.com/event-hooks-other/bus"
)

type recorder struct {
	last  string
	seen  map[string]int
	total int
}

func (r *recorder) onEvent(e bus.Event) {
	r.last = e.Name
	r.seen[e.Name] += e.Size
	r.total++
}

func main() {
	idle := new(recorder)
	r := &recorder{seen: make(map[string]int)}
	var b bus.Bus
	b.OnEvent = r.onEvent
	for _, arg := range os.Args {
		b.Publish(bus.Event{Name: arg, Size: len(arg)})
	}
	fmt.Println(r.last, r.total, b.Sent(), idle.seen["x"], len(idle.seen))
}
