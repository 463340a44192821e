// Package guard keeps a value behind a lock.
package guard

import "sync"

type Guarded[T any] struct {
	mu sync.Mutex
	wg sync.WaitGroup
	v  T
}

func New[T any](v T) *Guarded[T] { return &Guarded[T]{v: v} }

func (g *Guarded[T]) Do(f func(T)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f(g.v)
}

// Go calls Do in a goroutine.
func (g *Guarded[T]) Go(f func(T)) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		g.Do(f)
	}()
}

// Wait calls f when all goroutines of Go have ended.
func (g *Guarded[T]) Wait(f func(T)) {
	g.wg.Wait()
	f(g.v)
}
