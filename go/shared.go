// SPDX-License-Identifier: MIT

//go:build cgo

package belay

/*
#cgo CFLAGS: -std=gnu11 -O2 -fno-strict-aliasing
#cgo LDFLAGS: -lpthread
#include <stdlib.h>
#include "belay.h"

static int go_add(struct belay_registry *reg, void *obj, void *destroy,
		  belay_handle *ret)
{
	return belay_registry_add(reg, obj, (belay_destroy_fn *)destroy, ret);
}

static void go_free(void *ctx, void *obj)
{
	(void)ctx;
	free(obj);
}

static void *go_free_pointer(void)
{
	return (void *)go_free;
}
*/
import "C"

import "unsafe"

// Shared is a registry that C and Go both use: a struct belay_registry, with
// objects in memory of C.  A handle that C made is good in Go, and the other
// way round.  Get, Acquire, With and all but the last Release of an object
// are Go code on the slots of C; what adds, revokes and destroys calls C.
type Shared[T any] struct {
	view *view
	reg  *C.struct_belay_registry
}

func code(err C.int) error {
	if err == 0 {
		return nil
	}
	return Error(err)
}

// NewShared makes a registry in C with room for max objects, or as many as
// can be if max is 0.
func NewShared[T any](max int) (*Shared[T], error) {
	if max < 0 || max > MaxObjects {
		return nil, ErrInvalid
	}
	o := C.struct_belay_registry_options{max: C.uint32_t(max)}
	var reg *C.struct_belay_registry
	if err := C.belay_registry_create(&o, &reg); err != 0 {
		return nil, code(err)
	}
	return OpenShared[T](unsafe.Pointer(reg)), nil
}

// OpenShared looks into a registry that C made, a struct belay_registry *,
// whose objects are all a T.
func OpenShared[T any](reg unsafe.Pointer) *Shared[T] {
	c := (*C.struct_belay_registry)(reg)
	return &Shared[T]{(*view)(unsafe.Pointer(C.belay_registry_view(c))), c}
}

// Pointer is the struct belay_registry *, for C.
func (s *Shared[T]) Pointer() unsafe.Pointer {
	return unsafe.Pointer(s.reg)
}

// FreeFunc is a function for Add that calls C's free.
func FreeFunc() unsafe.Pointer {
	return C.go_free_pointer()
}

// Add gives p, which must be memory of C, to the registry.  destroy is a
// function of C, a belay_destroy_fn *, or nil.
func (s *Shared[T]) Add(p *T, destroy unsafe.Pointer) (Handle, error) {
	var h C.belay_handle
	if p == nil {
		return 0, ErrInvalid
	}
	err := C.go_add(s.reg, unsafe.Pointer(p), destroy, &h)
	return Handle(h), code(err)
}

// Get is as in [Registry]: nothing keeps what it returns.
func (s *Shared[T]) Get(h Handle) (*T, error) {
	slot, gen := s.view.find(h)
	if slot != nil {
		if p := slot.peek(gen); p != nil {
			return (*T)(p), nil
		}
	}
	return nil, s.view.check(h)
}

// Check is as in [Registry].
func (s *Shared[T]) Check(h Handle) error {
	return s.view.check(h)
}

// Acquire is as in [Registry].
func (s *Shared[T]) Acquire(h Handle) (*T, error) {
	p, err := s.view.acquire(h)
	return (*T)(p), err
}

// Release is as in [Registry].
func (s *Shared[T]) Release(h Handle) error {
	slot, gen := s.view.find(h)
	if slot == nil {
		return ErrMisuse
	}
	_, err := slot.release(gen, false)
	if err == ErrBusy {
		return code(C.belay_registry_release(s.reg, C.belay_handle(h)))
	}
	return err
}

// With is as in [Registry].
func (s *Shared[T]) With(h Handle, f func(*T) error) error {
	p, err := s.Acquire(h)
	if err != nil {
		return err
	}
	defer s.Release(h)
	return f(p)
}

// Revoke is as in [Registry].
func (s *Shared[T]) Revoke(h Handle) error {
	return code(C.belay_registry_revoke(s.reg, C.belay_handle(h)))
}

// Weaken is as in [Registry].
func (s *Shared[T]) Weaken(h Handle) error {
	return code(C.belay_registry_weaken(s.reg, C.belay_handle(h)))
}

// Stats is as in [Registry].
func (s *Shared[T]) Stats() Stats {
	var c C.struct_belay_registry_stats
	C.belay_registry_stats(s.reg, &c)
	return Stats{int(c.live), int(c.revoked), int(c.users), int(c.retired),
		int(c.slots)}
}

// Close revokes every object and frees the registry, after which nothing may
// be called any more.  ErrBusy when users are left: then it stays.
func (s *Shared[T]) Close() error {
	return code(C.belay_registry_destroy(s.reg))
}
