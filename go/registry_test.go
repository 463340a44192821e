// SPDX-License-Identifier: MIT

package belay

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"
)

type thing struct {
	magic  uint64
	freed  atomic.Int32
	reg    *Registry[thing]
	handle Handle
}

func free(t *thing) {
	t.freed.Add(1)
}

func add(t *testing.T, r *Registry[thing], p *thing) Handle {
	t.Helper()
	h, err := r.Add(p, free)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func want(t *testing.T, got, want error) {
	t.Helper()
	if got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func TestStaleHandleIsRefused(t *testing.T) {
	r := New[thing]()
	p := &thing{}
	h := add(t, r, p)
	got, err := r.Acquire(h)
	if got != p || err != nil {
		t.Fatal(got, err)
	}
	want(t, r.Release(h), nil)
	want(t, r.Revoke(h), nil)
	if p.freed.Load() != 1 {
		t.Fatal("not freed")
	}
	if got, err = r.Acquire(h); got != nil || !errors.Is(err, ErrStale) {
		t.Fatal(got, err)
	}
	if got, err = r.Get(h); got != nil || err != ErrStale {
		t.Fatal(got, err)
	}
	want(t, r.Check(h), ErrStale)
	want(t, r.Revoke(h), ErrStale)
	want(t, r.Weaken(h), ErrStale)
	want(t, r.Release(h), ErrMisuse)
	want(t, r.With(h, func(*thing) error { panic("called") }), ErrStale)
	want(t, r.Close(), nil)
	if p.freed.Load() != 1 {
		t.Fatal("freed again")
	}
}

func TestNullForeignAndForgedHandlesAreErrors(t *testing.T) {
	a, b := New[thing](), New[thing]()
	p := &thing{}
	h := add(t, a, p)
	add(t, b, p)
	want(t, a.Check(0), ErrInvalid)
	want(t, a.Release(0), ErrMisuse)
	want(t, a.Revoke(0), ErrInvalid)
	want(t, a.Weaken(0), ErrInvalid)
	if _, err := b.Get(h); err == nil {
		t.Fatal("foreign handle accepted")
	}
	for i := 0; i < 1000000; i++ {
		x := Handle(rand.Uint64())
		if x == h {
			continue
		}
		if _, err := a.Acquire(x); err == nil {
			t.Fatal("forged handle accepted", x)
		}
		if _, err := a.Get(h ^ 1<<(x&63)); err == nil {
			t.Fatal("near handle accepted")
		}
	}
	if _, err := a.Add(nil, nil); err != ErrInvalid {
		t.Fatal(err)
	}
}

func TestObjectWaitsForItsLastUser(t *testing.T) {
	r := New[thing]()
	p := &thing{}
	h := add(t, r, p)
	err := r.With(h, func(q *thing) error {
		want(t, r.Revoke(h), nil)
		want(t, r.Check(h), ErrStale)
		want(t, r.Close(), ErrBusy)
		if q.freed.Load() != 0 {
			t.Error("freed in use")
		}
		return errors.ErrUnsupported
	})
	want(t, err, errors.ErrUnsupported)
	if p.freed.Load() != 1 {
		t.Fatal("not freed")
	}
	want(t, r.Close(), nil)
}

func TestWithReleasesWhenItPanics(t *testing.T) {
	r := New[thing]()
	h := add(t, r, &thing{})
	func() {
		defer func() { recover() }()
		r.With(h, func(*thing) error { panic("on purpose") })
	}()
	if s := r.Stats(); s.Users != 0 || s.Live != 1 {
		t.Fatal(s)
	}
}

func TestWeakHandleIsGoodWhileSomebodyUsesIt(t *testing.T) {
	r := New[thing]()
	p := &thing{}
	h := add(t, r, p)
	r.Acquire(h)
	want(t, r.Weaken(h), nil)
	want(t, r.Weaken(h), ErrStale)
	want(t, r.With(h, func(*thing) error { return nil }), nil)
	if p.freed.Load() != 0 {
		t.Fatal("freed in use")
	}
	want(t, r.Release(h), nil)
	want(t, r.Check(h), ErrStale)
	if p.freed.Load() != 1 {
		t.Fatal("not freed")
	}
}

func TestNoHandleComesTwice(t *testing.T) {
	r, err := NewWith[thing](Options{Max: 3})
	want(t, err, nil)
	seen := map[Handle]bool{0: true}
	p := &thing{}
	for i := 0; i < 10000; i++ {
		h := add(t, r, p)
		if seen[h] {
			t.Fatal("twice")
		}
		seen[h] = true
		want(t, r.Revoke(h), nil)
	}
	for h := range seen {
		if h != 0 && r.Check(h) != ErrStale {
			t.Fatal("accepted")
		}
	}
}

func TestSlotsAreUsedAgainInOrder(t *testing.T) {
	var first, second [batch]uint32
	r := New[thing]()
	p := &thing{}
	var hs [batch]Handle
	for i := range first {
		hs[i] = add(t, r, p)
		first[i] = r.view.id(hs[i])
	}
	for _, h := range hs {
		want(t, r.Revoke(h), nil)
	}
	for i := range second {
		second[i] = r.view.id(add(t, r, p))
	}
	if first != second {
		t.Fatal(first, second)
	}
}

func TestSlotRetiresBeforeItsGenerationsRepeat(t *testing.T) {
	r, _ := NewWith[thing](Options{Max: 1})
	p := &thing{}
	want(t, r.Revoke(add(t, r, p)), nil)
	r.view.at(0).word = (lastGen - 1) << 32
	h := add(t, r, p)
	want(t, r.Revoke(h), nil)
	if _, err := r.Add(p, free); err != ErrFull {
		t.Fatal(err)
	}
	want(t, r.Check(h), ErrStale)
	if s := r.Stats(); s.Retired != 1 {
		t.Fatal(s)
	}
}

func TestFullRegistryRefusesAndRecovers(t *testing.T) {
	r, _ := NewWith[thing](Options{Max: 100})
	p := &thing{}
	var hs []Handle
	for i := 0; i < 100; i++ {
		hs = append(hs, add(t, r, p))
	}
	if _, err := r.Add(p, free); err != ErrFull {
		t.Fatal(err)
	}
	want(t, r.Revoke(hs[17]), nil)
	add(t, r, p)
	want(t, r.Close(), nil)
	if p.freed.Load() != 101 {
		t.Fatal(p.freed.Load())
	}
	for _, max := range []int{-1, MaxObjects + 1} {
		if _, err := NewWith[thing](Options{Max: max}); err != ErrInvalid {
			t.Fatal(err)
		}
	}
}

func TestFreeMayCallBack(t *testing.T) {
	r, _ := NewWith[thing](Options{Max: 1})
	var h, next Handle
	h, _ = r.Add(&thing{}, func(p *thing) {
		want(t, r.Revoke(h), ErrStale)
		var err error
		next, err = r.Add(p, nil) // the slot is free in time
		want(t, err, nil)
	})
	want(t, r.Revoke(h), nil)
	want(t, r.Check(next), nil)
}

func TestReapRunsWhatWaits(t *testing.T) {
	r, _ := NewWith[thing](Options{Reap: true})
	var order []int
	for i := 0; i < 5; i++ {
		h, _ := r.Add(&thing{}, func(*thing) { order = append(order, i) })
		want(t, r.Revoke(h), nil)
	}
	if len(order) != 0 || r.Reap(2) != 2 || r.Reap(10) != 3 || r.Reap(1) != 0 {
		t.Fatal(order)
	}
	for i, n := range order {
		if i != n {
			t.Fatal(order)
		}
	}
}

func TestEachVisitsWhatIsThere(t *testing.T) {
	r := New[thing]()
	for i := 0; i < 5; i++ {
		add(t, r, &thing{})
	}
	n := 0
	r.Each(func(h Handle, p *thing) bool {
		n++
		want(t, r.Revoke(h), nil)
		if p.freed.Load() != 0 {
			t.Error("freed in use")
		}
		return n < 3
	})
	if s := r.Stats(); n != 3 || s.Live != 2 {
		t.Fatal(n, s)
	}
}

func TestDescribe(t *testing.T) {
	r := New[thing]()
	h, _ := r.AddNamed("db", &thing{}, nil)
	if got, want := r.Describe(h), `"db" (handle `+h.String()+`, *belay.thing)`; got != want {
		t.Fatal(got)
	}
	want(t, r.Revoke(h), nil)
	if got := r.Describe(h); got != "stale handle "+h.String() {
		t.Fatal(got)
	}
	if got := r.Describe(0); got != "unknown handle 0x0" {
		t.Fatal(got)
	}
}

func TestLayoutIsTheOneOfC(t *testing.T) {
	var s slot
	var v view
	if unsafe.Sizeof(s) != 16 || unsafe.Offsetof(s.obj) != 8 ||
		unsafe.Offsetof(v.chunk) != 8 || unsafe.Sizeof(v) != 8+32*unsafe.Sizeof(uintptr(0)) ||
		unsafe.Sizeof(shard{}) != 64 {
		t.Fatal("layout changed")
	}
}

func TestObjectsOfGoAreKeptByTheRegistry(t *testing.T) {
	r := New[thing]()
	var hs []Handle
	for i := 0; i < 1000; i++ {
		hs = append(hs, add(t, r, &thing{magic: uint64(i)}))
	}
	runtime.GC()
	garbage := make([][]byte, 0, 1000)
	for i := 0; i < 1000; i++ {
		garbage = append(garbage, make([]byte, 64))
	}
	runtime.GC()
	runtime.KeepAlive(garbage)
	for i, h := range hs {
		if p, err := r.Get(h); err != nil || p.magic != uint64(i) {
			t.Fatal(err)
		}
	}
}

func TestHotPathDoesNotAllocate(t *testing.T) {
	r := New[thing]()
	p := &thing{}
	h := add(t, r, p)
	for i := 0; i < 2*batch; i++ {
		want(t, r.Revoke(add(t, r, p)), nil)
	}
	stale := add(t, r, p)
	want(t, r.Revoke(stale), nil)
	n := testing.AllocsPerRun(1000, func() {
		r.Get(h)
		r.Get(stale)
		r.With(h, func(*thing) error { return nil })
		x, _ := r.Add(p, free)
		r.Acquire(x)
		r.Release(x)
		r.Revoke(x)
	})
	if n != 0 {
		t.Fatal(n, "allocations")
	}
}

func TestEverythingIsFreedOnceAfterAStorm(t *testing.T) {
	const ngoroutines, nshared, rounds = 8, 16, 20000
	r := New[thing]()
	var shared [nshared]atomic.Uint64
	var added, freed, broken atomic.Int64
	fresh := func() uint64 {
		added.Add(1)
		h, err := r.Add(&thing{magic: 42}, func(p *thing) {
			if p.freed.Add(1) != 1 {
				broken.Add(1)
			}
			p.magic = 0
			freed.Add(1)
		})
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
			random := rand.New(rand.NewPCG(g, 1))
			for i := 0; i < rounds; i++ {
				at := &shared[random.IntN(nshared)]
				switch h := Handle(at.Load()); random.IntN(16) {
				case 0:
					if r.Revoke(Handle(at.Swap(fresh()))) != nil {
						broken.Add(1)
					}
				case 1:
					if r.Weaken(Handle(at.Swap(fresh()))) != nil {
						broken.Add(1)
					}
				case 2:
					r.Get(h)
				case 3:
					r.With(h^1<<random.IntN(64), func(p *thing) error {
						if p.magic != 42 {
							broken.Add(1)
						}
						return nil
					})
				default:
					r.With(h, func(p *thing) error {
						if p.magic != 42 {
							broken.Add(1)
						}
						return nil
					})
				}
			}
		}()
	}
	wg.Wait()
	if s := r.Stats(); s.Users != 0 || s.Live != nshared || s.Slots > 4096 {
		t.Fatal(s)
	}
	want(t, r.Close(), nil)
	if added.Load() != freed.Load() || broken.Load() != 0 {
		t.Fatal(added.Load(), freed.Load(), broken.Load())
	}
}

func TestOwnedValuesGoStaleTogether(t *testing.T) {
	p := &thing{}
	o, err := Own(p, free)
	want(t, err, nil)
	held := map[string]Owned[thing]{"a": o, "b": o}
	names := map[Owned[thing]]string{o: "c"}
	want(t, held["a"].With(func(q *thing) error {
		if q != p {
			t.Error("another one")
		}
		return nil
	}), nil)
	want(t, held["b"].Free(), nil)
	want(t, held["a"].Free(), ErrStale)
	want(t, held["a"].With(func(*thing) error { panic("called") }), ErrStale)
	if p.freed.Load() != 1 || held["a"].Valid() || names[o] != "c" {
		t.Fatal(p.freed.Load())
	}
	var zero Owned[thing]
	want(t, zero.Free(), ErrInvalid)
	if zero.Handle() != 0 {
		t.Fatal(zero)
	}
}

func TestErrorsHaveTexts(t *testing.T) {
	for err, text := range map[error]string{
		ErrStale: "belay: handle is stale", Error(-99): "belay: error -99",
		Error(3): "belay: error 3", ErrType: "belay: object is of another type",
	} {
		if err.Error() != text {
			t.Error(err)
		}
	}
}
