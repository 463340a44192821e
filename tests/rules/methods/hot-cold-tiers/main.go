// Promote copies a page to the hot tier and drops it from the cold one, and the drop frees what the hot tier now holds.
package main

import (
	"fmt"
	"os"

	"example.com/hot-cold-tiers/page"
)

// Store has two tiers; a page belongs to exactly one of them.
type Store struct {
	hot, cold *page.Tier
	touched   map[string]int
}

func NewStore() *Store {
	return &Store{hot: page.NewTier(), cold: page.NewTier(), touched: map[string]int{}}
}

func (s *Store) Touch(name string) int {
	s.touched[name]++
	if s.touched[name] == 3 {
		s.Promote(name)
	}
	if n := s.hot.Used(name); n >= 0 { // may BL101
		return n
	}
	return s.cold.Used(name)
}

func (s *Store) Promote(name string) {
	p := s.cold.Page(name)
	if p == nil {
		return
	}
	s.hot.Put(name, p)
	s.cold.Drop(name) // want BL102
}

func main() {
	s := NewStore()
	for _, arg := range os.Args {
		s.cold.Put(arg, page.New(len(arg)))
	}
	for i := 0; i < 4; i++ {
		for _, arg := range os.Args {
			fmt.Println(s.Touch(arg))
		}
	}
}
