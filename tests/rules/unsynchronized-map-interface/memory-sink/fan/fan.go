// Package fan writes records from several goroutines.
package fan

import "sync"

type Sink interface{ Emit(level, text string) }

var levels = [...]string{"debug", "info", "warn"}

// Run emits each text at each level and returns when all are out.
func Run(s Sink, texts []string) {
	var wg sync.WaitGroup
	for _, level := range levels {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, t := range texts {
				s.Emit(level, t)
			}
		}()
	}
	wg.Wait()
}
