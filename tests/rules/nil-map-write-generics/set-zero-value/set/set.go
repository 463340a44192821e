// Package set is a set of comparable values.
package set

type Set[T comparable] map[T]struct{}

// Of makes a set with some elements.
func Of[T comparable](elems ...T) Set[T] {
	s := make(Set[T], len(elems))
	for _, e := range elems {
		s.Add(e)
	}
	return s
}

func (s Set[T]) Add(e T) { s[e] = struct{}{} } // want BL201

func (s Set[T]) Has(e T) bool {
	_, ok := s[e]
	return ok
}

func (s Set[T]) Len() int { return len(s) }
