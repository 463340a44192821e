// SPDX-License-Identifier: MIT

package belay

import (
	"math/bits"
	"math/rand/v2"
	"sync/atomic"
	"unsafe"
)

// The slots of a registry, in the layout that belay/registry.h fixes for both
// languages, and the algorithm of src/lib/registry_core.h, whose comment
// explains it and whose every step a model checker has tried.  Whoever
// changes this file changes that one first.

// Parts of the lower half of a slot's word.
const (
	revoked   = 0x80000000 // later acquires fail
	kept      = 0x40000000 // by the registry
	userCount = 0x3fffffff
)

const (
	firstShift = 6  // log2 of the slots in the first chunk
	batch      = 64 // slots that a shard gets at once
	nshards    = 16
	lastGen    = 1<<32 - 1
	idBits     = 28 // a free slot is named by its index + 1
	idMask     = 1<<idBits - 1
	tagOne     = 1 << idBits

	// MaxObjects is the most that can be in a registry at a time.
	MaxObjects = 1<<idBits - batch
)

// struct belay_slot
type slot struct {
	word uint64
	_    [8 - unsafe.Sizeof(uintptr(0))]byte
	obj  unsafe.Pointer
}

const slotSize = unsafe.Sizeof(slot{})

// struct belay_registry_view: of this package, or of C.
type view struct {
	key   uint64
	chunk [32]unsafe.Pointer // *slot, the first of 2^(k+firstShift)
}

const (
	chunkShift = 27 // of the chunk's number in a handle
	offsetMask = 1<<chunkShift - 1
)

// find returns the slot and the generation that a handle names; nil when no
// handle could name it.
func (v *view) find(h Handle) (*slot, uint32) {
	raw := uint64(h) ^ v.key
	k, offset := uint32(raw)>>chunkShift, uintptr(raw&offsetMask)
	chunk := atomic.LoadPointer(&v.chunk[k])
	if chunk == nil || offset>>((k+firstShift)&63) != 0 {
		return nil, 0
	}
	return (*slot)(unsafe.Add(chunk, offset*slotSize)), uint32(raw >> 32)
}

// at is the slot of an index, which counts through all chunks, or nil.
func (v *view) at(index uint32) *slot {
	k, offset := chunkOf(index)
	chunk := atomic.LoadPointer(&v.chunk[k])
	if chunk == nil {
		return nil
	}
	return (*slot)(unsafe.Add(chunk, uintptr(offset)*slotSize))
}

// handle names generation gen of the slot of an index.
func (v *view) handle(gen, index uint32) Handle {
	k, offset := chunkOf(index)
	return Handle((uint64(gen)<<32 | uint64(k)<<chunkShift | uint64(offset)) ^ v.key)
}

// id is what free lists call the slot of a handle: its index + 1.
func (v *view) id(h Handle) uint32 {
	low := uint32(uint64(h) ^ v.key)
	return low&offsetMask + (1<<(low>>chunkShift)-1)<<firstShift + 1
}

// good: not revoked, and kept or in use.
func good(w uint64, gen uint32) bool {
	return uint32(w>>32) == gen && uint32(w)-1 < revoked-1
}

// refusal says what a word means that is no good for a generation.
func refusal(w uint64, gen uint32) error {
	if gen == 0 || uint32(w>>32) < gen {
		return ErrInvalid
	}
	return ErrStale
}

// peek reads obj without becoming a user.  The handle was given out after obj
// was set, and obj is cleared after the word is no good any more: if the word
// is good after the look at obj, it was so before it.
func (s *slot) peek(gen uint32) unsafe.Pointer {
	p := atomic.LoadPointer(&s.obj)
	if good(atomic.LoadUint64(&s.word), gen) {
		return p
	}
	return nil
}

func (s *slot) acquire(gen uint32) error {
	for {
		w := atomic.LoadUint64(&s.word)
		if !good(w, gen) {
			return refusal(w, gen)
		}
		if w&userCount == userCount {
			return ErrFull
		}
		if atomic.CompareAndSwapUint64(&s.word, w, w+1) {
			return nil
		}
	}
}

// settled is w with nothing but the generation if there is no object left.
func settled(w uint64) uint64 {
	if w&(kept|userCount) == 0 {
		return w &^ revoked
	}
	return w
}

// release reports whether the object died, so that the caller owns the slot
// and has to clean up.  In memory of C it must not do that itself: then dies
// is false and it leaves the last step to C, with ErrBusy.
func (s *slot) release(gen uint32, dies bool) (dead bool, err error) {
	for {
		w := atomic.LoadUint64(&s.word)
		if uint32(w>>32) != gen || w&userCount == 0 {
			return false, ErrMisuse
		}
		new := settled(w - 1)
		dead = uint32(new) == 0
		if dead && !dies {
			return false, ErrBusy
		}
		if atomic.CompareAndSwapUint64(&s.word, w, new) {
			return dead, nil
		}
	}
}

func (s *slot) revoke(gen uint32) (dead bool, err error) {
	for {
		w := atomic.LoadUint64(&s.word)
		if !good(w, gen) {
			return false, refusal(w, gen)
		}
		new := settled(w&^kept | revoked)
		if atomic.CompareAndSwapUint64(&s.word, w, new) {
			return uint32(new) == 0, nil
		}
	}
}

func (s *slot) weaken(gen uint32) (dead bool, err error) {
	for {
		w := atomic.LoadUint64(&s.word)
		if !good(w, gen) {
			return false, refusal(w, gen)
		}
		if w&kept == 0 {
			return false, ErrStale
		}
		new := w &^ kept
		if atomic.CompareAndSwapUint64(&s.word, w, new) {
			return uint32(new) == 0, nil
		}
	}
}

// link is what free lists need of a slot.
type link struct {
	next uint32 // id
	home uint32 // the shard that the slot belongs to
}

// shard is a queue of free slots: taken from head, put on back, which becomes
// head, turned around, when that is empty.
type shard struct {
	head uint64 // tag, id of the oldest
	back uint32 // id of the newest
	_    [52]byte
}

// table is a registry in memory of Go.
type table struct {
	view  view
	links [32]unsafe.Pointer // *link, beside the chunks
	max   uint32
	fresh uint32 // the first index that was never in a shard
	grave uint32 // id of the last to die, if the dead wait
	shard [nshards]shard
}

func (t *table) init(max int) {
	// A null handle names a chunk that is never there.
	t.view.key = rand.Uint64() | 31<<chunkShift
	t.max = uint32(max)
}

func chunkOf(index uint32) (k, offset int) {
	j := uint64(index) + 1<<firstShift
	k = bits.Len64(j) - 1
	return k - firstShift, int(j &^ (1 << k))
}

func (t *table) link(id uint32) *link {
	k, offset := chunkOf(id - 1)
	return (*link)(unsafe.Add(atomic.LoadPointer(&t.links[k]),
		uintptr(offset)*unsafe.Sizeof(link{})))
}

// grow makes sure that the chunk of an index is there.
func (t *table) grow(index uint32) {
	k, _ := chunkOf(index)
	if atomic.LoadPointer(&t.view.chunk[k]) != nil {
		return
	}
	n := 1 << (k + firstShift)
	// Links first: who finds slots may need them.
	links := make([]link, n)
	atomic.CompareAndSwapPointer(&t.links[k], nil, unsafe.Pointer(&links[0]))
	slots := make([]slot, n)
	atomic.CompareAndSwapPointer(&t.view.chunk[k], nil, unsafe.Pointer(&slots[0]))
}

func (t *table) push(stack *uint32, id uint32) {
	l := t.link(id)
	for {
		top := atomic.LoadUint32(stack)
		atomic.StoreUint32(&l.next, top)
		if atomic.CompareAndSwapUint32(stack, top, id) {
			return
		}
	}
}

// takeAll returns everything on a stack, the oldest first.
func (t *table) takeAll(stack *uint32) (first uint32) {
	if atomic.LoadUint32(stack) == 0 {
		return 0
	}
	id := atomic.SwapUint32(stack, 0)
	for id != 0 {
		l := t.link(id)
		next := atomic.LoadUint32(&l.next)
		atomic.StoreUint32(&l.next, first)
		first, id = id, next
	}
	return first
}

// install makes a list, which is the caller's, the head of an empty queue.
func (t *table) install(s *shard, list uint32) {
	for {
		head := atomic.LoadUint64(&s.head)
		if head&idMask != 0 {
			break
		}
		if atomic.CompareAndSwapUint64(&s.head, head, head+tagOne+uint64(list)) {
			return
		}
	}
	// Somebody else was faster.
	for list != 0 {
		next := atomic.LoadUint32(&t.link(list).next)
		t.push(&s.back, list)
		list = next
	}
}

// pop returns the id of a slot that is the caller's from now on, or 0.
func (t *table) pop(s *shard) uint32 {
	for {
		head := atomic.LoadUint64(&s.head)
		id := uint32(head & idMask)
		if id == 0 {
			break
		}
		next := atomic.LoadUint32(&t.link(id).next)
		if atomic.CompareAndSwapUint64(&s.head, head,
			head-uint64(id)+uint64(next)+tagOne) {
			return id
		}
	}
	id := t.takeAll(&s.back)
	if id != 0 {
		if next := atomic.LoadUint32(&t.link(id).next); next != 0 {
			t.install(s, next)
		}
	}
	return id
}

// carve returns a slot that never was in a list, and gives its neighbours to
// the shard, lined up so that one after the other is in another cache line.
func (t *table) carve(home uint32) (list uint32) {
	const stride = batch / 4
	fresh := atomic.LoadUint32(&t.fresh)
	if fresh >= t.max || t.view.at(fresh) == nil {
		return 0
	}
	n := min(t.max-fresh, batch)
	if !atomic.CompareAndSwapUint32(&t.fresh, fresh, fresh+n) {
		return 0
	}
	for i := uint32(batch); i > 0; i-- {
		at := (i-1)%stride*4 + (i-1)/stride
		if at >= n {
			continue
		}
		l := t.link(fresh + at + 1)
		l.home = home
		atomic.StoreUint32(&l.next, list)
		list = fresh + at + 1
	}
	if next := atomic.LoadUint32(&t.link(list).next); next != 0 {
		t.install(&t.shard[home], next)
	}
	return list
}

// homeShard is any number that differs among goroutines that run at the same
// time: they have different stacks.
func homeShard() uint32 {
	var here byte
	return uint32(uintptr(unsafe.Pointer(&here))>>11) * 0x9e3779b1 >> 28
}

// take returns the id of a slot that is the caller's, or 0 if all are taken.
func (t *table) take() uint32 {
	home := homeShard()
	for {
		if id := t.pop(&t.shard[home]); id != 0 {
			return id
		}
		fresh := atomic.LoadUint32(&t.fresh)
		if fresh >= t.max {
			break
		}
		t.grow(fresh)
		if id := t.carve(home); id != 0 {
			return id
		}
	}
	for i := uint32(1); i < nshards; i++ {
		if id := t.pop(&t.shard[(home+i)%nshards]); id != 0 {
			return id
		}
	}
	return 0
}

// free gives back a slot whose object died, unless it had its last
// generation.
func (t *table) free(id uint32) {
	if uint32(atomic.LoadUint64(&t.view.at(id-1).word)>>32) != lastGen {
		t.push(&t.shard[t.link(id).home].back, id)
	}
}
