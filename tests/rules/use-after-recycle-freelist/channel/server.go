// Package server recycles requests through a channel, and logs a request after it went into the channel.
package server

import (
	"fmt"
	"io"
	"sync"
)

type request struct {
	id   int
	path string
	body []byte
}

// Server handles requests one after the other.
type Server struct {
	mu   sync.Mutex
	idle chan *request
	log  io.Writer
	hits map[string]int
}

// New makes a server that keeps at most n idle requests.
func New(log io.Writer, n int) *Server {
	return &Server{idle: make(chan *request, n), log: log, hits: make(map[string]int)}
}

func (s *Server) get() *request {
	select {
	case r := <-s.idle:
		return r
	default:
		return &request{}
	}
}

// Handle serves one path.
func (s *Server) Handle(id int, path string, body []byte) {
	r := s.get()
	r.id, r.path = id, path
	r.body = append(r.body[:0], body...)

	s.mu.Lock()
	s.hits[r.path] += len(r.body)
	s.mu.Unlock()

	select {
	case s.idle <- r:
	default:
	}
	fmt.Fprintf(s.log, "%d %s\n", r.id, r.path) // want BL107
}
