// SPDX-License-Identifier: MIT

//go:build cgo

package belay

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"belay.dev/belay/internal/ctest"
)

func TestSharedRegistryIsTheOneOfC(t *testing.T) {
	s, err := NewShared[ctest.Thing](0)
	want(t, err, nil)
	n := ctest.NewCounter()
	p := ctest.New(42, n)
	h, err := s.Add(p, ctest.Destroy())
	want(t, err, nil)
	// Another view of the same.
	o := OpenShared[ctest.Thing](s.Pointer())
	want(t, o.With(h, func(q *ctest.Thing) error {
		if q != p || q.Value() != 42 {
			t.Error("another one")
		}
		if got := s.Stats(); got.Users != 1 || got.Live != 1 {
			t.Error(got)
		}
		want(t, s.Revoke(h), nil)
		want(t, o.Check(h), ErrStale)
		want(t, s.Close(), ErrBusy)
		if n.N() != 0 {
			t.Error("destroyed in use")
		}
		return nil
	}), nil)
	if n.N() != 1 {
		t.Fatal("not destroyed")
	}
	_, err = s.Get(h)
	want(t, err, ErrStale)
	want(t, s.Release(h), ErrMisuse)
	want(t, s.Revoke(0), ErrInvalid)
	want(t, s.Close(), nil)
}

func TestSharedWeakHandle(t *testing.T) {
	s, _ := NewShared[ctest.Thing](10)
	n := ctest.NewCounter()
	h, _ := s.Add(ctest.New(1, n), ctest.Destroy())
	_, err := s.Acquire(h)
	want(t, err, nil)
	want(t, s.Weaken(h), nil)
	if p, err := s.Get(h); err != nil || p.Value() != 1 {
		t.Fatal(err)
	}
	want(t, s.Release(h), nil)
	if n.N() != 1 {
		t.Fatal("not destroyed")
	}
	if _, err := NewShared[ctest.Thing](-1); err != ErrInvalid {
		t.Fatal(err)
	}
	if _, err := s.Add(nil, nil); err != ErrInvalid {
		t.Fatal(err)
	}
	want(t, s.Close(), nil)
}

func TestSharedStorm(t *testing.T) {
	const ngoroutines, nshared, rounds = 4, 8, 5000
	s, _ := NewShared[ctest.Thing](0)
	n := ctest.NewCounter()
	var shared [nshared]atomic.Uint64
	var added, broken atomic.Int64
	fresh := func() uint64 {
		added.Add(1)
		h, err := s.Add(ctest.New(7, n), ctest.Destroy())
		if err != nil {
			broken.Add(1)
		}
		return uint64(h)
	}
	for i := range shared {
		shared[i].Store(fresh())
	}
	var wg sync.WaitGroup
	for g := uint64(0); g < ngoroutines; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			random := rand.New(rand.NewPCG(g, 2))
			for i := 0; i < rounds; i++ {
				at := &shared[random.IntN(nshared)]
				if random.IntN(8) == 0 {
					if s.Revoke(Handle(at.Swap(fresh()))) != nil {
						broken.Add(1)
					}
					continue
				}
				s.With(Handle(at.Load()), func(p *ctest.Thing) error {
					if p.Value() != 7 {
						broken.Add(1)
					}
					return nil
				})
			}
		}()
	}
	wg.Wait()
	want(t, s.Close(), nil)
	if int64(n.N()) != added.Load() || broken.Load() != 0 {
		t.Fatal(n.N(), added.Load(), broken.Load())
	}
}

func TestSharedHotPathDoesNotAllocate(t *testing.T) {
	s, _ := NewShared[ctest.Thing](0)
	h, _ := s.Add(ctest.New(1, ctest.NewCounter()), FreeFunc())
	if n := testing.AllocsPerRun(1000, func() {
		s.Get(h)
		s.Acquire(h)
		s.Release(h)
	}); n != 0 {
		t.Fatal(n, "allocations")
	}
	want(t, s.Close(), nil)
}

func TestRegistryOwnsMemoryOfC(t *testing.T) {
	n := ctest.NewCounter()
	o, err := Own(ctest.New(5, n), (*ctest.Thing).Free)
	want(t, err, nil)
	m := map[string]Owned[ctest.Thing]{"x": o}
	want(t, o.Free(), nil)
	want(t, m["x"].With(func(*ctest.Thing) error { panic("called") }), ErrStale)
	if n.N() != 1 {
		t.Fatal(n.N())
	}
}

func BenchmarkSharedGet(b *testing.B) {
	s, _ := NewShared[object](0)
	hs := make([]Handle, 100_000)
	p := (*object)(s.Pointer()) // any address of C
	for i := range hs {
		hs[i], _ = s.Add(p, nil)
	}
	o := order(len(hs))
	mixed := make([]Handle, len(hs))
	for i, k := range o {
		mixed[i] = hs[k]
	}
	b.ReportAllocs()
	b.ResetTimer()
	at := 0
	for i := 0; i < b.N; i++ {
		if _, err := s.Get(mixed[at]); err != nil {
			b.Fatal(err)
		}
		if at++; at == len(mixed) {
			at = 0
		}
	}
	b.StopTimer()
	s.Close()
}
