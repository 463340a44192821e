// SPDX-License-Identifier: MIT

package belay

import (
	"reflect"
	"sync"
)

// Owned is memory of C, or of anything else that the collector does not know,
// with the function that frees it.  It is a value: copy it, compare it, use
// it as the key or the value of a map.  All copies go stale together, and the
// zero value is an Owned that was never good.
type Owned[T any] struct {
	h Handle
}

// One registry for each type, for all owned values of it.
var owners sync.Map // reflect.Type -> *Registry[T]

func owner[T any]() *Registry[T] {
	t := reflect.TypeFor[T]()
	if r, ok := owners.Load(t); ok {
		return r.(*Registry[T])
	}
	r, _ := owners.LoadOrStore(t, New[T]())
	return r.(*Registry[T])
}

// Own takes p over: free is called with it, once, after Free, when nobody is
// inside With.
func Own[T any](p *T, free func(*T)) (Owned[T], error) {
	h, err := owner[T]().Add(p, free)
	return Owned[T]{h}, err
}

// With calls f with the memory, which stays until f returns, and returns what
// f returns; or ErrStale after Free, and f is not called.
func (o Owned[T]) With(f func(*T) error) error {
	return owner[T]().With(o.h, f)
}

// Free makes this and all copies stale.  The memory is freed now, or when
// those who are inside With have left.  ErrStale when it was done before.
func (o Owned[T]) Free() error {
	return owner[T]().Revoke(o.h)
}

// Valid reports whether With would have been called a moment ago.
func (o Owned[T]) Valid() bool {
	return owner[T]().Check(o.h) == nil
}

// Handle is the number behind it, to go through C.
func (o Owned[T]) Handle() Handle {
	return o.h
}
