// Package rules replaces the whole map of compiled patterns at a reload, and the old patterns are lost.
package rules

/*
#include <stdlib.h>
#include <string.h>

typedef struct pattern {
	char *text;
	unsigned hits;
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

static int pattern_match(pattern *p, const char *s)
{
	if (!strstr(s, p->text))
		return 0;
	p->hits++;
	return 1;
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

// Reload reads the patterns from the configuration.
func (s *Set) Reload(conf map[string]string) error {
	fresh := make(map[string]*C.pattern, len(conf))
	for name, text := range conf {
		ct := C.CString(text)
		p := C.pattern_compile(ct)
		C.free(unsafe.Pointer(ct))
		if p == nil {
			for _, done := range fresh {
				C.pattern_free(done)
			}
			return fmt.Errorf("rules: %s: out of memory", name)
		}
		fresh[name] = p
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.patterns = fresh // want BL105
	return nil
}

// Match returns the names of the patterns that match the line.
func (s *Set) Match(line string) (names []string) {
	cl := C.CString(line)
	defer C.free(unsafe.Pointer(cl))
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, p := range s.patterns {
		if C.pattern_match(p, cl) != 0 {
			names = append(names, name)
		}
	}
	return names
}
