// SPDX-License-Identifier: MIT

package belay

import (
	"fmt"
	"math"
	"sync/atomic"
	"unsafe"
)

// Handle names one object of one registry.  It is a number: it can be
// compared, be the key of a map, and go through C and back.  The zero handle
// names nothing, and no registry ever gives out the same handle twice.
type Handle uint64

func (h Handle) String() string {
	return fmt.Sprintf("%#x", uint64(h))
}

// Registry keeps objects of type *T and gives out handles of them.  They may
// be in memory of C or of Go.  All methods may be called from any goroutine,
// and free functions may call back into the registry.
type Registry[T any] struct {
	table
	reap   bool
	extras [32]unsafe.Pointer // *extra[T], beside the chunks
	ready  uint32             // id of the next to be reaped; the reaper's alone
}

// extra is what is needed of an object when it comes and goes.
type extra[T any] struct {
	free func(*T)
	name string
}

// Options of a registry; zero means the default.
type Options struct {
	Max  int  // most objects at a time; default and limit are MaxObjects
	Reap bool // free functions run in Reap and nowhere else
}

// New returns an empty registry.
func New[T any]() *Registry[T] {
	r, _ := NewWith[T](Options{})
	return r
}

// NewWith is New with options, and ErrInvalid if one is out of range.
func NewWith[T any](o Options) (*Registry[T], error) {
	if o.Max < 0 || o.Max > MaxObjects {
		return nil, ErrInvalid
	}
	if o.Max == 0 {
		o.Max = MaxObjects
	}
	r := &Registry[T]{reap: o.Reap}
	r.init(o.Max)
	return r, nil
}

func (r *Registry[T]) extra(id uint32) *extra[T] {
	k, offset := chunkOf(id - 1)
	p := atomic.LoadPointer(&r.extras[k])
	if p == nil {
		extras := make([]extra[T], 1<<(k+firstShift))
		atomic.CompareAndSwapPointer(&r.extras[k], nil, unsafe.Pointer(&extras[0]))
		p = atomic.LoadPointer(&r.extras[k])
	}
	return (*extra[T])(unsafe.Add(p, uintptr(offset)*unsafe.Sizeof(extra[T]{})))
}

// Add gives p to the registry, which calls free, once, when p was revoked and
// nobody uses it.  free may be nil.  ErrFull when there is no slot left; then
// p stays the caller's.
func (r *Registry[T]) Add(p *T, free func(*T)) (Handle, error) {
	return r.AddNamed("", p, free)
}

// AddNamed is Add with a name for Describe.
func (r *Registry[T]) AddNamed(name string, p *T, free func(*T)) (Handle, error) {
	if p == nil {
		return 0, ErrInvalid
	}
	id := r.take()
	if id == 0 {
		return 0, ErrFull
	}
	*r.extra(id) = extra[T]{free, name}
	s := r.view.at(id - 1)
	gen := atomic.LoadUint64(&s.word)>>32 + 1
	atomic.StorePointer(&s.obj, unsafe.Pointer(p))
	atomic.StoreUint64(&s.word, gen<<32|kept)
	return r.view.handle(uint32(gen), id-1), nil
}

// Get returns the object if h is good at this moment, and does not keep it
// from being freed: for objects of Go, which the collector keeps for whoever
// holds them.  For memory of C use With, or Acquire.
func (r *Registry[T]) Get(h Handle) (*T, error) {
	s, gen := r.view.find(h)
	if s != nil {
		if p := s.peek(gen); p != nil {
			return (*T)(p), nil
		}
	}
	return nil, r.Check(h)
}

// Check returns nil, or the error that Acquire would have returned a moment
// ago.
func (r *Registry[T]) Check(h Handle) error {
	return r.view.check(h)
}

func (v *view) check(h Handle) error {
	s, gen := v.find(h)
	if s == nil {
		return ErrInvalid
	}
	if w := atomic.LoadUint64(&s.word); !good(w, gen) {
		return refusal(w, gen)
	}
	return nil
}

func (v *view) acquire(h Handle) (unsafe.Pointer, error) {
	s, gen := v.find(h)
	if s == nil {
		return nil, ErrInvalid
	}
	if err := s.acquire(gen); err != nil {
		return nil, err
	}
	return atomic.LoadPointer(&s.obj), nil
}

// Acquire makes the caller a user of the object until Release.  ErrStale when
// it was revoked or is gone, ErrInvalid when this registry never gave out h.
func (r *Registry[T]) Acquire(h Handle) (*T, error) {
	p, err := r.view.acquire(h)
	return (*T)(p), err
}

// Release ends one use, and frees the object if it was the last of a revoked
// one.  ErrMisuse when nobody uses it.
func (r *Registry[T]) Release(h Handle) error {
	s, gen := r.view.find(h)
	if s == nil {
		return ErrMisuse
	}
	dead, err := s.release(gen, true)
	if dead {
		r.bury(h)
	}
	return err
}

// With calls f with the object, which stays until f returns, and returns what
// f returns; or the error of Acquire, and f is not called.
func (r *Registry[T]) With(h Handle, f func(*T) error) error {
	p, err := r.Acquire(h)
	if err != nil {
		return err
	}
	defer r.Release(h)
	return f(p)
}

// Revoke makes h stale; whoever uses the object keeps it until Release.
// ErrStale when h was stale before.
func (r *Registry[T]) Revoke(h Handle) error {
	s, gen := r.view.find(h)
	if s == nil {
		return ErrInvalid
	}
	dead, err := s.revoke(gen)
	if dead {
		r.bury(h)
	}
	return err
}

// Weaken lets the object live for as long as somebody uses it: h stays good
// until then.  ErrStale when h is stale or weak.
func (r *Registry[T]) Weaken(h Handle) error {
	s, gen := r.view.find(h)
	if s == nil {
		return ErrInvalid
	}
	dead, err := s.weaken(gen)
	if dead {
		r.bury(h)
	}
	return err
}

// bury is for whoever made the object die.
func (r *Registry[T]) bury(h Handle) {
	id := r.view.id(h)
	if r.reap {
		r.push(&r.grave, id)
		return
	}
	r.destroy(id)
}

// destroy gives the slot back first, so that the free function can add to a
// registry that is full.
func (r *Registry[T]) destroy(id uint32) {
	s := r.view.at(id - 1)
	e := r.extra(id)
	free, p := e.free, (*T)(atomic.LoadPointer(&s.obj))
	*e = extra[T]{}
	atomic.StorePointer(&s.obj, nil)
	r.free(id)
	if free != nil {
		free(p)
	}
}

// Reap runs free functions that wait, in the order of the deaths, at most max
// of them, and returns how many ran.  One goroutine at a time.
func (r *Registry[T]) Reap(max int) int {
	for n := 0; n < max; n++ {
		id := r.ready
		if id == 0 {
			id = r.takeAll(&r.grave)
		}
		if id == 0 {
			return n
		}
		r.ready = atomic.LoadUint32(&r.link(id).next)
		r.destroy(id)
	}
	return max
}

// Each calls f with every object that is there from the beginning to the end
// of the call, and perhaps with some that come or go meanwhile, until f
// returns false.  An object is in use while f runs.
func (r *Registry[T]) Each(f func(Handle, *T) bool) {
	for i := uint32(0); i < atomic.LoadUint32(&r.fresh); i++ {
		w := atomic.LoadUint64(&r.view.at(i).word)
		h := r.view.handle(uint32(w>>32), i)
		p, err := r.Acquire(h)
		if err != nil {
			continue
		}
		if !r.visit(h, p, f) {
			return
		}
	}
}

func (r *Registry[T]) visit(h Handle, p *T, f func(Handle, *T) bool) bool {
	defer r.Release(h)
	return f(h, p)
}

// Describe says what is known of a handle, for logs.
func (r *Registry[T]) Describe(h Handle) string {
	p, err := r.Acquire(h)
	if err != nil {
		if err == ErrInvalid {
			return fmt.Sprintf("unknown handle %v", h)
		}
		return fmt.Sprintf("stale handle %v", h)
	}
	defer r.Release(h)
	name := r.extra(r.view.id(h)).name
	return fmt.Sprintf("%q (handle %v, %T)", name, h, p)
}

// Stats is what Registry.Stats counts.
type Stats struct {
	Live    int // neither revoked nor gone
	Revoked int // revoked, but in use
	Users   int // acquired and not released, over all objects
	Retired int // slots at the end of their generations
	Slots   int // that objects can be in, free ones too
}

// Stats counts slot by slot, so it is only roughly right while others work.
func (r *Registry[T]) Stats() (s Stats) {
	s.Slots = int(atomic.LoadUint32(&r.fresh))
	for i := 0; i < s.Slots; i++ {
		w := atomic.LoadUint64(&r.view.at(uint32(i)).word)
		if good(w, uint32(w>>32)) {
			s.Live++
		}
		if w&revoked != 0 {
			s.Revoked++
		}
		s.Users += int(w & userCount)
		if w == lastGen<<32 {
			s.Retired++
		}
	}
	return s
}

// Close revokes every object and runs what free functions are due.  ErrBusy
// when users are left; their objects are freed when they release them.
func (r *Registry[T]) Close() error {
	for again := true; again; {
		again = false
		for i := uint32(0); i < atomic.LoadUint32(&r.fresh); i++ {
			w := atomic.LoadUint64(&r.view.at(i).word)
			if !good(w, uint32(w>>32)) {
				continue
			}
			h := r.view.handle(uint32(w>>32), i)
			if r.Revoke(h) == nil {
				again = true
			}
		}
		if r.Reap(math.MaxInt) > 0 {
			again = true
		}
	}
	if r.Stats().Users > 0 {
		return ErrBusy
	}
	return nil
}
