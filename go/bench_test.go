// SPDX-License-Identifier: MIT

package belay

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
)

// What finds an object by a number: this package, and what else there is.
// bench/registry.sh makes a table of it.

var counts = []int{100_000, 1_000_000}

type object struct{ value uint64 }

// order is in which order objects are looked up: at random, each once.
func order(n int) []uint32 {
	o := make([]uint32, n)
	for i, v := range rand.Perm(n) {
		o[i] = uint32(v)
	}
	return o
}

var sink uint64

func filled(n int) (*Registry[object], []Handle) {
	r := New[object]()
	objects := make([]object, n)
	hs := make([]Handle, n)
	for i := range hs {
		hs[i], _ = r.Add(&objects[i], nil)
	}
	o := order(n)
	mixed := make([]Handle, n)
	for i := range o {
		mixed[i] = hs[o[i]]
	}
	return r, mixed
}

// A random load from a table of words as large as the slots are.
func BenchmarkRawLoad(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			table, o := make([]slot, n), order(n)
			b.ResetTimer()
			at := 0
			for i := 0; i < b.N; i++ {
				sink += table[o[at]].word
				if at++; at == n {
					at = 0
				}
			}
		})
	}
}

func BenchmarkGet(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r, hs := filled(n)
			b.ReportAllocs()
			b.ResetTimer()
			at := 0
			for i := 0; i < b.N; i++ {
				if _, err := r.Get(hs[at]); err != nil {
					b.Fatal(err)
				}
				if at++; at == n {
					at = 0
				}
			}
		})
	}
}

func BenchmarkAcquireRelease(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r, hs := filled(n)
			b.ReportAllocs()
			b.ResetTimer()
			at := 0
			for i := 0; i < b.N; i++ {
				r.Acquire(hs[at])
				r.Release(hs[at])
				if at++; at == n {
					at = 0
				}
			}
		})
	}
}

func BenchmarkSyncMap(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var m sync.Map
			keys := make([]any, n)
			for i, k := range order(n) {
				keys[i] = uintptr(k)
				m.Store(keys[i], &object{})
			}
			b.ReportAllocs()
			b.ResetTimer()
			at := 0
			for i := 0; i < b.N; i++ {
				if _, ok := m.Load(keys[at]); !ok {
					b.Fatal("lost")
				}
				if at++; at == n {
					at = 0
				}
			}
		})
	}
}

func BenchmarkMutexMap(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var mu sync.RWMutex
			m := map[uint32]*object{}
			o := order(n)
			for _, k := range o {
				m[k] = &object{}
			}
			b.ReportAllocs()
			b.ResetTimer()
			at := 0
			for i := 0; i < b.N; i++ {
				mu.RLock()
				p := m[o[at]]
				mu.RUnlock()
				sink += p.value
				if at++; at == n {
					at = 0
				}
			}
		})
	}
}

func BenchmarkCycle(b *testing.B) {
	r, _ := filled(100_000)
	p := &object{}
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		h, _ := r.Add(p, nil)
		r.Acquire(h)
		r.Release(h)
		r.Revoke(h)
	}
}

func BenchmarkCycleParallel(b *testing.B) {
	r, _ := filled(100_000)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		p := &object{}
		for pb.Next() {
			h, _ := r.Add(p, nil)
			r.Acquire(h)
			r.Release(h)
			r.Revoke(h)
		}
	})
}

// One goroutine on a word of its own: the least that an atomic step costs.
func BenchmarkRawCompareAndSwap(b *testing.B) {
	var s slot
	for i := 0; i < b.N; i++ {
		s.acquireRaw()
	}
}

func (s *slot) acquireRaw() {
	atomic.CompareAndSwapUint64(&s.word, s.word, s.word+1)
}
