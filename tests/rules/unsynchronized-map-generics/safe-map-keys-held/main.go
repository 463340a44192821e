// Update of the generic map holds the lock while it calls f and stores.
package main

import (
	"fmt"
	"os"
	"sync"
)

// Safe is a map for many goroutines.
type Safe[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]V
}

func NewSafe[K comparable, V any]() *Safe[K, V] {
	return &Safe[K, V]{m: make(map[K]V)}
}

func (s *Safe[K, V]) Get(k K) (V, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.m[k]
	return v, ok
}

// Update stores what f makes of the old value.
func (s *Safe[K, V]) Update(k K, f func(V, bool) V) V {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.m[k]
	v := f(old, ok)
	s.m[k] = v
	return v
}

func main() {
	lengths := NewSafe[string, int]()
	var wg sync.WaitGroup
	for _, arg := range os.Args {
		wg.Add(1)
		go func() {
			defer wg.Done()
			lengths.Update(arg, func(n int, _ bool) int { return n + len(arg) })
		}()
	}
	wg.Wait()
	fmt.Println(lengths.Get(os.Args[0]))
}
