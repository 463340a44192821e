// Package ownset is a map that owns what is in it.
package ownset

type Freer interface{ Free() }

type Set[K comparable, V Freer] struct {
	members map[K]V
}

func New[K comparable, V Freer]() *Set[K, V] {
	return &Set[K, V]{members: make(map[K]V)}
}

// Add makes the set the owner of v, unless k is taken.
func (s *Set[K, V]) Add(k K, v V) bool {
	if _, taken := s.members[k]; taken {
		v.Free()
		return false
	}
	s.members[k] = v
	return true
}

func (s *Set[K, V]) Get(k K) (V, bool) {
	v, ok := s.members[k]
	return v, ok
}

func (s *Set[K, V]) Remove(k K) {
	if v, ok := s.members[k]; ok {
		v.Free() // want BL102
	}
}
