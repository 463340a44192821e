// Package set removes an element by moving the last one into its place, and frees the removed one afterwards.
package set

/*
#include <stdlib.h>

typedef struct particle {
	float x, y, life;
} particle;

static particle *particle_new(float x, float y, float life)
{
	particle *p = malloc(sizeof(*p));

	if (!p)
		return NULL;
	p->x = x;
	p->y = y;
	p->life = life;
	return p;
}
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Set holds particles without order; at finds their place.
type Set struct {
	all []*C.particle
	at  map[*C.particle]int
}

var errNew = errors.New("set: out of memory")

// Add makes a particle.
func (s *Set) Add(x, y, life float32) error {
	p := C.particle_new(C.float(x), C.float(y), C.float(life))
	if p == nil {
		return errNew
	}
	if s.at == nil {
		s.at = make(map[*C.particle]int)
	}
	s.at[p] = len(s.all)
	s.all = append(s.all, p)
	return nil
}

func (s *Set) remove(p *C.particle) {
	i, ok := s.at[p]
	if !ok {
		return
	}
	last := len(s.all) - 1
	moved := s.all[last]
	s.all[i] = moved
	s.at[moved] = i
	s.all[last] = nil
	s.all = s.all[:last]
	delete(s.at, p)
	C.free(unsafe.Pointer(p))
}

// Age lets time pass and returns how many died.
func (s *Set) Age(dt float32) (dead int) {
	for i := len(s.all) - 1; i >= 0; i-- {
		p := s.all[i]
		p.life -= C.float(dt)
		if p.life <= 0 {
			s.remove(p)
			dead++
		}
	}
	return dead
}
