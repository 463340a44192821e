// SPDX-License-Identifier: MIT

package belay

import (
	"sync"
	"testing"
)

type point struct {
	x, y int64
	name [10]byte
}

func TestRefsGoStaleWithTheirArena(t *testing.T) {
	a := NewArena()
	var refs []Ref[point]
	for i := 0; i < 20000; i++ {
		r, err := Alloc[point](a)
		want(t, err, nil)
		want(t, r.With(func(p *point) error {
			if *p != (point{}) {
				t.Error("not zeroed")
			}
			p.x = int64(i)
			return nil
		}), nil)
		refs = append(refs, r)
	}
	for i, r := range refs {
		want(t, r.With(func(p *point) error {
			if p.x != int64(i) {
				t.Error("overwritten")
			}
			return nil
		}), nil)
	}
	held := refs[7]
	want(t, held.With(func(p *point) error {
		a.Reset()
		if held.Valid() || p.x != 7 {
			t.Error("gone in use")
		}
		return nil
	}), nil)
	for _, r := range refs {
		want(t, r.With(func(*point) error { panic("called") }), ErrStale)
	}
	r, err := Alloc[point](a)
	want(t, err, nil)
	if !r.Valid() || held.Valid() || r == held {
		t.Fatal("not fresh")
	}
	a.Reset()
	a.Reset()
	var zero Ref[point]
	want(t, zero.With(nil), ErrInvalid)
}

func TestLargeObjectsInAnArena(t *testing.T) {
	a := NewArena()
	type large struct{ b [10 << 20]byte }
	small, _ := Alloc[point](a)
	big, err := Alloc[large](a)
	want(t, err, nil)
	want(t, big.With(func(l *large) error { l.b[10<<20-1] = 1; return nil }), nil)
	if !small.Valid() {
		t.Fatal("gone")
	}
	a.Reset()
	if big.Valid() {
		t.Fatal("not gone")
	}
}

func TestTypesWithPointersAreRefused(t *testing.T) {
	a := NewArena()
	type nested struct {
		n int
		a [2]struct{ s string }
	}
	if _, err := Alloc[nested](a); err != ErrType {
		t.Fatal(err)
	}
	if _, err := Alloc[*int](a); err != ErrType {
		t.Fatal(err)
	}
	if _, err := Alloc[any](a); err != ErrType {
		t.Fatal(err)
	}
	if _, err := Alloc[[0]string](a); err != nil {
		t.Fatal(err)
	}
	if _, err := Alloc[struct{ f float64 }](a); err != nil {
		t.Fatal(err)
	}
}

func TestArenaIsResetWhileOthersRead(t *testing.T) {
	a := NewArena()
	var mu sync.Mutex
	var shared Ref[[64]int64]
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for g := 0; g < 3; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				select {
				case <-stop:
					return
				default:
				}
				mu.Lock()
				r := shared
				mu.Unlock()
				r.With(func(n *[64]int64) error {
					for _, v := range n {
						if v != n[0] {
							t.Error("torn")
						}
					}
					return nil
				})
			}
		}()
	}
	for i := 0; i < 2000; i++ {
		r, err := Alloc[[64]int64](a)
		want(t, err, nil)
		r.With(func(n *[64]int64) error {
			for k := range n {
				n[k] = int64(i)
			}
			return nil
		})
		mu.Lock()
		shared = r
		mu.Unlock()
		if i%3 == 0 {
			a.Reset()
		}
	}
	close(stop)
	wg.Wait()
	a.Reset()
}
