// Package fan calls the sink from many goroutines, and the sink that main gives it does not lock.
package main

import (
	"fmt"
	"os"

	"example.com/memory-sink/fan"
)

type memorySink struct {
	byLevel map[string]int
}

func (m *memorySink) Emit(level, text string) {
	m.byLevel[level] += len(text) // want BL301
}

func main() {
	sink := &memorySink{byLevel: make(map[string]int)}
	fan.Run(sink, os.Args)
	for level, n := range sink.byLevel {
		fmt.Println(level, n)
	}
}
