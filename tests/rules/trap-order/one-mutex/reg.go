// Package reg looks up, uses and frees under one mutex, so no use can come between a free and its delete.
package reg

/*
#include <stdlib.h>

typedef struct gauge {
	double v;
	unsigned n;
} gauge;

static gauge *gauge_new(void)
{
	return calloc(1, sizeof(gauge));
}

static void gauge_set(gauge *g, double v)
{
	g->v = v;
	g->n++;
}

static void gauge_free(gauge *g)
{
	free(g);
}
*/
import "C"

import (
	"errors"
	"sync"
	"time"
)

type metric struct {
	g    *C.gauge
	seen time.Time
}

// Registry holds gauges; Start adds a goroutine that expires them.
type Registry struct {
	mu     sync.Mutex
	gauges map[string]metric
	stop   chan struct{}
}

var errGauge = errors.New("reg: out of memory")

// Start makes a registry that drops what was not set for max.
func Start(max time.Duration) *Registry {
	r := &Registry{gauges: make(map[string]metric), stop: make(chan struct{})}
	go func() {
		t := time.NewTicker(max)
		defer t.Stop()
		for {
			select {
			case <-r.stop:
				return
			case now := <-t.C:
				r.expire(now.Add(-max))
			}
		}
	}()
	return r
}

// Set sets a gauge.
func (r *Registry) Set(name string, v float64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	m, ok := r.gauges[name]
	if !ok {
		if m.g = C.gauge_new(); m.g == nil {
			return errGauge
		}
	}
	m.seen = time.Now()
	C.gauge_set(m.g, C.double(v))
	r.gauges[name] = m
	return nil
}

func (r *Registry) expire(before time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, m := range r.gauges {
		if m.seen.Before(before) {
			C.gauge_free(m.g)
			delete(r.gauges, name)
		}
	}
}
