// Package model publishes each new model with Store, and the one that was current before is lost.
package model

/*
#include <stdlib.h>

typedef struct model {
	double w[8];
} model;

static model *model_train(double seed)
{
	model *m = malloc(sizeof(*m));

	if (!m)
		return NULL;
	for (int i = 0; i < 8; i++)
		m->w[i] = seed / (i + 1);
	return m;
}
*/
import "C"

import (
	"errors"
	"sync"
	"sync/atomic"
)

var errTrain = errors.New("model: out of memory")

// Server answers with the current model.
type Server struct {
	mu   sync.Mutex
	cur  atomic.Pointer[C.model]
	seen map[string]int
}

// Train makes a model current.
func (s *Server) Train(name string, seed float64) error {
	m := C.model_train(C.double(seed))
	if m == nil {
		return errTrain
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil {
		s.seen = make(map[string]int)
	}
	s.seen[name]++
	s.cur.Store(m) // want BL105
	return nil
}

// Weight is a weight of the current model.
func (s *Server) Weight(i int) float64 {
	m := s.cur.Load()
	if m == nil || i < 0 || i >= len(m.w) {
		return 0
	}
	return float64(m.w[i])
}
