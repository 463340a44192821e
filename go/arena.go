// SPDX-License-Identifier: MIT

package belay

import (
	"reflect"
	"sync"
	"unsafe"
)

// Arena is memory that the collector does not look into, for many objects
// that go at once.  With cgo it is memory of C.  What comes out of it is
// reached by [Ref], which is stale when the memory has gone, and keeps it
// from going while it is in use.  All methods may be called from any
// goroutine.
type Arena struct {
	mu    sync.Mutex // guards all that follows
	epoch Handle     // from the last reset to the next; 0 before the first use
	now   *epoch
	at    uintptr // in the last chunk
	next  uintptr // size of the next one
}

// epoch owns the chunks of an arena from one reset to the next.
type epoch struct {
	chunks []chunk
}

type chunk struct {
	p    unsafe.Pointer
	size uintptr
}

const (
	firstChunk   = 64 << 10
	largestChunk = 4 << 20
	arenaAlign   = 16
)

// Of all arenas of the process: a Ref may be asked after its arena is gone.
var epochs = New[epoch]()

func (e *epoch) free() {
	for _, c := range e.chunks {
		chunkFree(c.p)
	}
	e.chunks = nil
}

// NewArena returns an empty arena, which has no memory yet.
func NewArena() *Arena {
	return &Arena{next: firstChunk}
}

// Reset makes every Ref stale and gives the memory back, now or when those
// who use it have left.  The arena can be used again.
func (a *Arena) Reset() {
	a.mu.Lock()
	h := a.epoch
	a.epoch, a.now, a.at, a.next = 0, nil, 0, firstChunk
	a.mu.Unlock()
	if h != 0 {
		epochs.Revoke(h)
	}
}

// alloc returns zeroed memory and the epoch that it goes with.
func (a *Arena) alloc(size uintptr) (unsafe.Pointer, Handle, error) {
	size = (max(size, 1) + arenaAlign - 1) &^ (arenaAlign - 1)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.epoch == 0 {
		e := &epoch{}
		h, err := epochs.Add(e, (*epoch).free)
		if err != nil {
			return nil, 0, err
		}
		a.epoch, a.now = h, e
	}
	if n := len(a.now.chunks); n == 0 || size > a.now.chunks[n-1].size-a.at {
		c := chunk{size: max(size, a.next)}
		if c.p = chunkNew(c.size); c.p == nil {
			return nil, 0, ErrNoMemory
		}
		a.now.chunks = append(a.now.chunks, c)
		a.at = 0
		if a.next < largestChunk {
			a.next *= 2
		}
	}
	p := unsafe.Add(a.now.chunks[len(a.now.chunks)-1].p, a.at)
	a.at += size
	return p, a.epoch, nil
}

// Ref names an object of an arena.  It is a value: copy it, compare it, keep
// it for longer than the arena.
type Ref[T any] struct {
	h Handle
	p *T
}

// Alloc returns a zeroed T.  ErrType if there are pointers of Go in a T, which
// the collector would not see.
func Alloc[T any](a *Arena) (Ref[T], error) {
	var zero T
	if !plain(reflect.TypeFor[T]()) || unsafe.Alignof(zero) > arenaAlign {
		return Ref[T]{}, ErrType
	}
	p, h, err := a.alloc(unsafe.Sizeof(zero))
	return Ref[T]{h, (*T)(p)}, err
}

// With calls f with the object, which stays until f returns even if the arena
// is reset, and returns what f returns; or ErrStale, and f is not called.
func (r Ref[T]) With(f func(*T) error) error {
	if _, err := epochs.Acquire(r.h); err != nil {
		return err
	}
	defer epochs.Release(r.h)
	return f(r.p)
}

// Valid reports whether With would have been called a moment ago.
func (r Ref[T]) Valid() bool {
	return epochs.Check(r.h) == nil
}

// What was found out about types: reflect.Type -> bool.
var plainTypes sync.Map

// plain reports whether a type has no pointers of Go in it.
func plain(t reflect.Type) bool {
	if known, ok := plainTypes.Load(t); ok {
		return known.(bool)
	}
	is := isPlain(t)
	plainTypes.Store(t, is)
	return is
}

func isPlain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return t.Len() == 0 || plain(t.Elem())
	case reflect.Struct:
		for i := 0; i < t.NumField(); i++ {
			if !plain(t.Field(i).Type) {
				return false
			}
		}
		return true
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map,
		reflect.Pointer, reflect.Slice, reflect.String, reflect.UnsafePointer:
		return false
	}
	return true
}
