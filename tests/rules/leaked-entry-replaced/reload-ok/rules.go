// Package rules swaps the map of compiled patterns at a reload and frees the old ones after the swap.
package rules

/*
#include <stdlib.h>
#include <string.h>

typedef struct pattern {
	char *text;
} pattern;

static pattern *pattern_compile(const char *text)
{
	pattern *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->text = strdup(text);
	if (!p->text) {
		free(p);
		return NULL;
	}
	return p;
}

static int pattern_match(const pattern *p, const char *s)
{
	return strstr(s, p->text) != NULL;
}

static void pattern_free(pattern *p)
{
	free(p->text);
	free(p);
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// Set is a set of named patterns.
type Set struct {
	mu       sync.Mutex
	patterns map[string]*C.pattern
}

func freeAll(m map[string]*C.pattern) {
	for name, p := range m {
		delete(m, name)
		C.pattern_free(p)
	}
}

// Reload reads the patterns from the configuration.
func (s *Set) Reload(conf map[string]string) error {
	fresh := make(map[string]*C.pattern, len(conf))
	for name, text := range conf {
		ct := C.CString(text)
		p := C.pattern_compile(ct)
		C.free(unsafe.Pointer(ct))
		if p == nil {
			freeAll(fresh)
			return fmt.Errorf("rules: %s: out of memory", name)
		}
		fresh[name] = p
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.patterns
	s.patterns = fresh
	freeAll(old)
	return nil
}

// Match says whether any pattern matches the line.
func (s *Set) Match(line string) bool {
	cl := C.CString(line)
	defer C.free(unsafe.Pointer(cl))
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.patterns {
		if C.pattern_match(p, cl) != 0 {
			return true
		}
	}
	return false
}
