// Ending a session takes the handle out of the table and then deletes it; ending twice finds nothing.
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

func (s *sessions) begin(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.byUser[user]; ok {
		old.Delete()
	}
	s.byUser[user] = cgo.NewHandle(&session{user: user})
}

func (s *sessions) poke(user string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.byUser[user]
	if !ok {
		return 0, errNone
	}
	ses := h.Value().(*session)
	ses.n++
	return ses.n, nil
}

func (s *sessions) end(user string) (string, error) {
	s.mu.Lock()
	h, ok := s.byUser[user]
	delete(s.byUser, user)
	s.mu.Unlock()
	if !ok {
		return "", errNone
	}
	defer h.Delete()
	return h.Value().(*session).user, nil
}

func main() {
	s := &sessions{byUser: make(map[string]cgo.Handle)}
	s.begin("ada")
	s.begin("ada")
	fmt.Println(s.poke("ada"))
	fmt.Println(s.end("ada"))
	fmt.Println(s.end("ada"))
}
