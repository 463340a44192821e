// Package event calls functions when something happened.
package event

type Source struct {
	listeners map[any]struct{}
}

// Subscribe adds a func(string) or a chan string.
func (s *Source) Subscribe(l any) {
	if s.listeners == nil {
		s.listeners = make(map[any]struct{})
	}
	s.listeners[l] = struct{}{}
}

func (s *Source) Fire(what string) {
	for l := range s.listeners {
		switch l := l.(type) {
		case func(string):
			l(what)
		case chan string:
			select {
			case l <- what:
			default:
			}
		}
	}
}
