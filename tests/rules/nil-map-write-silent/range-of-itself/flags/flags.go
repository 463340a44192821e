// Package flags names options.
package flags

type Flag struct {
	Name string
	Set  bool
}

type Set struct {
	program string
	normal  func(string) string
	flags   map[string]*Flag
}

func New(program string) *Set { return &Set{program: program} }

// SetCase changes how names are spelled, also those of flags there are.
func (s *Set) SetCase(normal func(string) string) {
	s.normal = normal
	for name, f := range s.flags {
		to := normal(name)
		if to == name {
			continue
		}
		f.Name = to
		delete(s.flags, name)
		s.flags[to] = f
	}
}

func (s *Set) Define(name string) *Flag {
	if s.normal != nil {
		name = s.normal(name)
	}
	f := &Flag{Name: name}
	if s.flags == nil {
		s.flags = make(map[string]*Flag)
	}
	s.flags[name] = f
	return f
}

func (s *Set) Defined(name string) bool {
	_, ok := s.flags[name]
	return ok
}
