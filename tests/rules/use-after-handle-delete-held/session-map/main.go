// Ending a session deletes its handle but leaves it in the table by user, where poke finds it.
package main

import (
	"errors"
	"fmt"
	"runtime/cgo"
	"sync"
)

type session struct {
	user string
	n    int
}

type sessions struct {
	mu     sync.Mutex
	byUser map[string]cgo.Handle
}

var errNone = errors.New("no session")

func (s *sessions) begin(user string) cgo.Handle {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.byUser[user]
	if !ok {
		h = cgo.NewHandle(&session{user: user})
		s.byUser[user] = h
	}
	return h
}

func (s *sessions) poke(user string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.byUser[user]
	if !ok {
		return 0, errNone
	}
	ses := h.Value().(*session) // may BL112
	ses.n++
	return ses.n, nil
}

func (s *sessions) end(user string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.byUser[user]
	if !ok {
		return errNone
	}
	h.Delete() // want BL112
	return nil
}

func main() {
	s := &sessions{byUser: make(map[string]cgo.Handle)}
	s.begin("ada")
	fmt.Println(s.poke("ada"))
	if err := s.end("ada"); err != nil {
		fmt.Println(err)
	}
}
