// Package fan calls a sink that locks around the one that does not.
package main

import (
	"fmt"
	"os"
	"sync"

	"example.com/locked-sink/fan"
)

type memorySink struct {
	byLevel map[string]int
}

func (m *memorySink) Emit(level, text string) {
	m.byLevel[level] += len(text)
}

type lockedSink struct {
	mu sync.Mutex
	to fan.Sink
}

func (l *lockedSink) Emit(level, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.to.Emit(level, text)
}

func main() {
	sink := &memorySink{byLevel: make(map[string]int)}
	fan.Run(&lockedSink{to: sink}, os.Args)
	for level, n := range sink.byLevel {
		fmt.Println(level, n)
	}
}
