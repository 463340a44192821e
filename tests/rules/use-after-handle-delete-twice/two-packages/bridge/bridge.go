// Package bridge numbers Go values for C.
package bridge

import "runtime/cgo"

// Ref is the number of a Go value.
type Ref uintptr

// Pin gives a value a number.
func Pin(v any) Ref { return Ref(cgo.NewHandle(v)) }

// Get returns the value of a number.
func (r Ref) Get() any { return cgo.Handle(r).Value() }

// Unpin gives the number back.
func (r Ref) Unpin() { cgo.Handle(r).Delete() }
