//go:build goexperiment.arenas

package scratch

import "arena"

// Space is memory for one computation.
type Space struct {
	a *arena.Arena
}

// Open makes a space.
func Open() *Space { return &Space{a: arena.NewArena()} }

// Floats makes a vector in the space.
func (s *Space) Floats(n int) []float64 { return arena.MakeSlice[float64](s.a, n, n) }

// Close frees the space and everything in it.
func (s *Space) Close() {
	if s.a != nil {
		s.a.Free()
		s.a = nil
	}
}
