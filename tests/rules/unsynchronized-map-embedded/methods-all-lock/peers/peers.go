// Package peers is a set of peers that goroutines share.
package peers

import (
	"sort"
	"sync"
)

type guarded struct {
	sync.Mutex
	weight map[string]int
}

type Set struct {
	guarded
	name string
}

func NewSet(name string) *Set {
	s := &Set{name: name}
	s.weight = make(map[string]int)
	return s
}

func (s *Set) Add(peer string, weight int) {
	s.Lock()
	defer s.Unlock()
	s.weight[peer] = weight
}

func (s *Set) Len() int {
	s.Lock()
	defer s.Unlock()
	return len(s.weight)
}

// Names are sorted.
func (s *Set) Names() []string {
	s.Lock()
	defer s.Unlock()
	names := make([]string, 0, len(s.weight))
	for p := range s.weight {
		names = append(names, p)
	}
	sort.Strings(names)
	return names
}
