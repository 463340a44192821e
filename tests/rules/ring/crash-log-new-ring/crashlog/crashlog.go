// Package crashlog keeps the last records where a signal handler of the C
// side finds them.
package crashlog

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"container/ring"
	"unsafe"
)

type record struct{ text *C.char }

type Log struct {
	r   *ring.Ring
	gen int
}

func New(n int) *Log { return &Log{r: ring.New(n)} }

func (l *Log) Record(text string) {
	if old, ok := l.r.Value.(record); ok {
		C.free(unsafe.Pointer(old.text))
	}
	l.r.Value = record{C.CString(text)}
	l.r = l.r.Next()
}

func (l *Log) Longest() (n int) {
	l.r.Do(func(v any) {
		if rec, ok := v.(record); ok {
			n = max(n, int(C.strlen(rec.text)))
		}
	})
	return n
}

func (l *Log) Places() int { return l.r.Len() }

// Rotate forgets all records.
func (l *Log) Rotate() {
	l.r.Do(func(v any) {
		if rec, ok := v.(record); ok {
			C.free(unsafe.Pointer(rec.text))
		}
	})
	l.r = ring.New(l.r.Len())
	l.gen++
}
