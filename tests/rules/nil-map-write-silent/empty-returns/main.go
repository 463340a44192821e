// Tick and touch return at once when there is nothing in the wheel of timers, which may be nil.
package main

import (
	"fmt"
	"os"
)

type entry struct {
	left  int
	fired bool
}

// wheel is usable as its zero value.
type wheel struct {
	entries map[string]entry
	first   string
}

func (w *wheel) add(name string, ticks int) {
	if len(w.entries) < 1 {
		w.first = name
		w.entries = map[string]entry{name: {left: ticks}}
		return
	}
	w.entries[name] = entry{left: ticks}
}

func (w *wheel) touch(ticks int) {
	if len(w.entries) == 0 {
		return
	}
	w.entries[w.first] = entry{left: ticks}
}

func tick(w *wheel) (fired int) {
	n := len(w.entries)
	if n > 0 {
		for name, e := range w.entries {
			e.left--
			if e.left <= 0 && !e.fired {
				e.fired = true
				fired++
			}
			w.entries[name] = e
		}
	}
	return fired
}

func main() {
	idle := new(wheel)
	idle.touch(3)
	var w wheel
	for i, arg := range os.Args {
		w.add(arg, i)
		w.touch(i)
	}
	fmt.Println(tick(idle), tick(&w), len(w.entries))
}
