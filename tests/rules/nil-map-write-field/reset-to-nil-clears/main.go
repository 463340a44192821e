// Reset clears the pending spans in place.
package main

import (
	"fmt"
	"os"
	"time"
)

type span struct {
	name  string
	start time.Time
}

// Tracer keeps the spans that have not ended.
type Tracer struct {
	next int
	open map[int]*span
}

func NewTracer() *Tracer { return &Tracer{open: map[int]*span{}} }

func (t *Tracer) Start(name string) int {
	t.next++
	t.open[t.next] = &span{name, time.Now()}
	return t.next
}

func (t *Tracer) End(id int) time.Duration {
	s, ok := t.open[id]
	if !ok {
		return 0
	}
	delete(t.open, id)
	return time.Since(s.start)
}

// Reset forgets all spans that are open.
func (t *Tracer) Reset() int {
	n := len(t.open)
	clear(t.open)
	return n
}

func main() {
	t := NewTracer()
	for _, arg := range os.Args {
		t.Start(arg)
	}
	fmt.Println("lost", t.Reset())
	id := t.Start("again")
	fmt.Println(t.End(id) > 0)
}
