/* SPDX-License-Identifier: MIT */
#include "preload/heap.h"

#include "preload/budget.h"
#include "preload/dense.h"
#include "preload/mem.h"
#include "preload/paged.h"
#include "preload/poison.h"
#include "preload/session.h"
#include "preload/tell.h"
#include "record/options.h"
#include "record/record.h"
#include "unwind/unwind.h"

/* Blocks beyond this are an error of the program, not a wish. */
#define SIZE_LIMIT ((size_t)1 << 46)

/* In a hurry, the canary of one block in so many is looked at. */
enum { CANARY_TURNS = 8 };

enum { INIT_NOT, INIT_RUNNING, INIT_DONE };

static struct {
	_Atomic uint32_t init;
	bool watching; /* stacks and guards; off before the constructor */
} heap;

/*
 * Blocks for code that cannot use the thread's state: a signal handler that
 * interrupted the runtime itself.  They are few and never freed.
 */
static struct {
	_Atomic size_t used;
	char bytes[256 << 10] __attribute__((aligned(16)));
} apart;

/* What a pointer turns out to be. */
struct place {
	struct span *span; /* packed, when not NULL */
	uint32_t index;
	struct page_block *pb; /* on its own pages, when not NULL */
};

void heap_init(void)
{
	uint32_t not = INIT_NOT;

	if (!atomic_compare_exchange_strong(&heap.init, &not, INIT_RUNNING))
		return;
	mem_init();
	/*
	 * What each part reserves for itself is in proportion to this.  Where
	 * there is little, nothing is left over.
	 */
	span_init(mem_is_small() ? mem_budget() / 5 * 2 : mem_budget() / 4);
	paged_init(mem_is_small() ? mem_budget() / 10 * 3
				  : mem_budget() / 8 * 3);
	thread_init();
	dense_init();
	atomic_store(&heap.init, INIT_DONE);
}

/*
 * Tables that do not move are described once; a process born by fork has
 * them at the same addresses.
 */
static struct record_heap description;

const struct record_heap *heap_description(void)
{
	return &description;
}

static void publish(void)
{
	span_publish(&description);
	paged_publish(&description);
	thread_publish(&description);
	unwind_depot_place(&description.stacks, &description.stacks_used);
	description.ranges[0] = (uintptr_t)mem_ranges();
	description.ranges[1] = (uintptr_t)unwind_ranges();
	description.magic = RECORD_HEAP_MAGIC;
}

void heap_start(const struct record_options *o)
{
	if (o->merge_guards)
		mem_merge_guards();
	dense_set_quarantine(o->quarantine_mb << 20);
	publish();
	heap.watching = budget_init(o->budget);
}

static bool apart_has(const void *p)
{
	return (uintptr_t)p - (uintptr_t)apart.bytes < sizeof(apart.bytes);
}

static void *apart_alloc(size_t size, size_t align)
{
	size_t need = round_up(size, align) + align;
	size_t at;
	uintptr_t p;

	if (need > sizeof(apart.bytes))
		return NULL;
	at = atomic_fetch_add(&apart.used, need);
	if (at > sizeof(apart.bytes) - need)
		return NULL;
	p = round_up((uintptr_t)apart.bytes + at + sizeof(size_t), align);
	((size_t *)p)[-1] = size;
	return (void *)p;
}

static size_t apart_size(const void *p)
{
	return ((const size_t *)p)[-1];
}

/* The calling thread's state, marked busy; NULL: it is to be served apart. */
static struct thread *enter(void)
{
	struct thread *t;

	if (UNLIKELY(atomic_load_explicit(&heap.init, memory_order_acquire) !=
		     INIT_DONE))
		heap_init();
	t = thread_get();
	if (UNLIKELY(!t || t->busy))
		return NULL;
	t->busy = true;
	atomic_signal_fence(memory_order_seq_cst);
	return t;
}

static void leave(struct thread *t)
{
	atomic_signal_fence(memory_order_seq_cst);
	t->busy = false;
}

/* A hot place: the inner frames, and not each time. */
static uint32_t take_near(struct thread *t, struct caller *c, const void *fp)
{
	if (LIKELY(c->reuse > 0)) {
		c->reuse--;
		return c->stack | STACK_LIKELY;
	}
	t->nsampled++;
	c->stack = unwind_near_id(fp);
	c->reuse = CALLER_REUSE;
	return c->stack;
}

/*
 * The stack of a call to one of the hooks, by its number.  Places are told
 * apart by return address and height of the stack: no walk is needed to
 * know one again.
 */
static uint32_t take_stack(struct thread *t, const void *fp)
{
	const uintptr_t *frame = fp;
	struct caller *c;
	uint32_t key;

	if (UNLIKELY(!heap.watching))
		return 0;
	key = (uint32_t)((frame[1] ^ (uintptr_t)fp << 20) *
				 UINT64_C(0x9e3779b97f4a7c15) >>
			 32);
	c = &t->callers[key % CALLERS];
	if (UNLIKELY(c->key != key))
		*c = (struct caller){.key = key};
	if (LIKELY(c->calls >= CALLER_HOT) && LIKELY(!budget_unlimited()))
		return take_near(t, c, fp);
	c->calls++;
	t->nsampled++;
	return unwind_here_id(fp);
}

static struct block_event event(struct thread *t, uint32_t stack)
{
	return (struct block_event){
		.goroutine = heap.watching ? unwind_goroutine() : 0,
		.stack = stack,
		.tid = atomic_load_explicit(&t->tid, memory_order_relaxed),
	};
}

static uintptr_t alloc_paged(struct thread *t, const struct paged_wish *wish,
			     bool zero, uint32_t stack)
{
	uint64_t start = budget_start();
	bool dirty = false;
	uintptr_t p = paged_alloc(wish, event(t, stack), &dirty);

	budget_charge(start);
	/* Large blocks have fresh pages with every allocator. */
	if (wish->chosen)
		budget_charge_pages(wish->size / PAGE + 1);
	if (p && zero && dirty)
		memset((void *)p, 0, wish->size);
	return p;
}

/* A class whose slots are aligned well enough, or NCLASSES. */
static unsigned class_for(size_t size, size_t align)
{
	size_t n = size;

	if (align > MIN_ALIGN) {
		n = size > align ? size : align;
		if (n > CLASS_MAX)
			return NCLASSES;
		n = n <= 16 ? 16
			    : (size_t)1 << (64 -
					    (unsigned)__builtin_clzll(n - 1));
	}
	return n <= CLASS_MAX ? class_of(n) : NCLASSES;
}

HOT static uintptr_t alloc_dense(struct thread *t, unsigned class, size_t size,
				 bool zero, uint32_t stack)
{
	slot_info *info;
	struct span *s;
	uint32_t i;
	uintptr_t p;

	do {
		p = dense_take(t, class);
		if (UNLIKELY(!p))
			return 0;
		s = span_of(p);
		i = span_index(s, p);
		info = &s->info[i];
	} while (UNLIKELY(slot_state(info) == BLOCK_LIVE));
	if (zero && slot_state(info) != BLOCK_NONE)
		memset((void *)p, 0, size);
	s->slots[i] = (struct heap_slot){
		.alloc_stack = stack,
		.alloc_thread = (uint16_t)t->index,
	};
	canary_fill((void *)p, size, s->slot_size);
	slot_set(info, BLOCK_LIVE, size);
	return p;
}

static uintptr_t alloc(struct thread *t, size_t size, size_t align, bool zero,
		       size_t extra, const void *fp)
{
	struct paged_wish wish = {size, align, extra, false};
	unsigned class = class_for(size, align);
	uint32_t stack = take_stack(t, fp);
	uintptr_t p = 0;
	bool paged;

	/* A place whose stack is taken for granted is asked about as rarely
	 * as that is taken. */
	wish.chosen = !(stack & STACK_LIKELY) && class < NCLASSES &&
		      heap.watching && budget_wants_site(t, stack);
	if (UNLIKELY(wish.chosen))
		p = alloc_paged(t, &wish, zero, unwind_here_id(fp));
	wish.chosen = false;
	paged = p != 0;
	if (!p && LIKELY(class < NCLASSES))
		p = alloc_dense(t, class, size, zero, stack);
	/* Too large to be packed, or there is no room for it. */
	if (UNLIKELY(!p)) {
		p = alloc_paged(t, &wish, zero, stack);
		paged = true;
	}
	t->nguarded += paged;
	thread_count(t);
	return p;
}

void *heap_alloc(size_t size, size_t align, bool zero, const void *fp)
{
	struct thread *t;
	uintptr_t p;

	if (UNLIKELY(size > SIZE_LIMIT || align > SIZE_LIMIT))
		return NULL;
	t = enter();
	if (UNLIKELY(!t))
		return apart_alloc(size, align);
	p = alloc(t, size, align, zero, 0, fp);
	leave(t);
	return (void *)p;
}

HOT static struct place find(uintptr_t address)
{
	struct place at = {.span = span_of(address)};

	if (LIKELY(at.span != NULL))
		at.index = span_index(at.span, address);
	else
		at.pb = paged_find(address);
	/* The last bytes of a span may be too few for a slot. */
	if (at.span && at.index >= at.span->nslots)
		at.span = NULL;
	return at;
}

static bool describe(struct place at, struct block *ret)
{
	const slot_info *info;
	const struct heap_slot *slot;

	if (at.pb) {
		paged_describe(at.pb, ret);
		return true;
	}
	if (!at.span)
		return false;
	info = &at.span->info[at.index];
	slot = &at.span->slots[at.index];
	*ret = (struct block){
		.address = span_slot_address(at.span, at.index),
		.size = slot_block_size(info),
		.limit = at.span->slot_size,
		.state = at.span->dead ? BLOCK_DEAD : slot_state(info),
		.alloc = {.stack = slot->alloc_stack,
			  .tid = thread_tid(slot->alloc_thread)},
		.free = {.stack = slot->free_stack,
			 .tid = thread_tid(slot->free_thread)},
	};
	return true;
}

bool heap_describe(uintptr_t address, struct block *ret)
{
	return describe(find(address), ret);
}

/* Tells what is wrong with a pointer that was given to free or realloc. */
COLD static void bad_free(uintptr_t p, const void *fp)
{
	struct block b;
	bool freed = heap_describe(p, &b) && b.address == p &&
		     b.state != BLOCK_LIVE && b.state != BLOCK_NONE;

	tell_bad_free(freed ? RECORD_DOUBLE_FREE : RECORD_INVALID_FREE, p, fp);
}

HOT static void free_dense(struct thread *t, struct place at, uintptr_t p,
			   const void *fp)
{
	struct span *s = at.span;
	struct heap_slot *slot = &s->slots[at.index];
	slot_info *info = &s->info[at.index];
	size_t size = slot_block_size(info);
	uintptr_t bad;
	bool light;

	slot->free_stack = take_stack(t, fp);
	slot->free_thread = (uint16_t)t->index;
	/* In a hurry, what lies beyond the first line is left alone. */
	light = t->hurried && s->slot_size > POISON_LIGHT;
	if (!light || size < POISON_LIGHT || t->turn++ % CANARY_TURNS == 0) {
		bad = canary_broken_at((void *)p, size, s->slot_size);
		if (UNLIKELY(bad))
			tell_overflow(bad, p, fp);
	}
	slot_set(info, BLOCK_HELD, size | (light ? SLOT_LIGHT : 0));
	poison_fill((void *)p, light ? POISON_LIGHT : s->slot_size);
	dense_hold(t, s->class, p);
}

static bool free_paged(struct thread *t, struct page_block *pb, uintptr_t p,
		       const void *fp)
{
	struct block b;
	uintptr_t bad;

	paged_describe(pb, &b);
	if (b.address != p || b.state != BLOCK_LIVE)
		return false;
	bad = canary_broken_at((void *)p, b.size, b.limit);
	if (UNLIKELY(bad))
		tell_overflow(bad, p, fp);
	return paged_free(pb, event(t, heap.watching ? unwind_here_id(fp) : 0));
}

static bool is_live_slot(struct place at, uintptr_t p)
{
	return LIKELY(at.span != NULL) &&
	       LIKELY(span_slot_address(at.span, at.index) == p) &&
	       LIKELY(slot_state(&at.span->info[at.index]) == BLOCK_LIVE) &&
	       LIKELY(!at.span->dead);
}

void heap_free(void *ptr, const void *fp)
{
	uintptr_t p = (uintptr_t)ptr;
	struct thread *t = enter();
	struct place at;
	bool good = true;

	/*
	 * A handler that interrupted the runtime frees nothing: the block
	 * stays live for ever, which is safe.
	 */
	if (UNLIKELY(!t) || UNLIKELY(apart_has(ptr))) {
		if (t)
			leave(t);
		return;
	}
	/* It has often left the caches, as has what is known of it. */
	__builtin_prefetch(ptr, 1);
	at = find(p);
	if (is_live_slot(at, p))
		free_dense(t, at, p, fp);
	else
		good = at.pb && free_paged(t, at.pb, p, fp);
	leave(t);
	if (UNLIKELY(!good))
		bad_free(p, fp);
}

size_t heap_size(const void *p)
{
	struct block b;

	if (apart_has(p))
		return apart_size(p);
	return heap_describe((uintptr_t)p, &b) && b.address == (uintptr_t)p &&
			       b.state == BLOCK_LIVE
		       ? b.size
		       : 0;
}

/* Whether the block may stay where it is.  It then has its new size. */
static bool resize(struct place at, size_t size)
{
	if (at.pb)
		return paged_resize(at.pb, size);
	if (size > CLASS_MAX || class_of(size) != at.span->class)
		return false;
	canary_fill((void *)span_slot_address(at.span, at.index), size,
		    at.span->slot_size);
	slot_set(&at.span->info[at.index], BLOCK_LIVE, size);
	return true;
}

/* A block too large to be packed gets room to grow in place. */
static size_t room_to_grow(size_t old, size_t size)
{
	return size > old && old > CLASS_MAX ? size / 2 : 0;
}

void *heap_realloc(void *ptr, size_t size, const void *fp)
{
	uintptr_t p = (uintptr_t)ptr, to;
	struct place at = {.span = NULL};
	struct block b = {.state = BLOCK_NONE};
	struct thread *t;

	if (size > SIZE_LIMIT)
		return NULL;
	t = enter();
	if (UNLIKELY(!t || apart_has(ptr))) {
		size_t old = heap_size(ptr);
		void *q;

		q = t ? (void *)alloc(t, size, MIN_ALIGN, false, 0, fp)
		      : apart_alloc(size, MIN_ALIGN);
		if (q)
			memcpy(q, ptr, min_size(old, size));
		if (t)
			leave(t);
		return q;
	}
	at = find(p);
	if (!describe(at, &b) || b.address != p || b.state != BLOCK_LIVE) {
		leave(t);
		bad_free(p, fp);
		return NULL;
	}
	to = canary_broken_at(ptr, b.size, b.limit);
	if (UNLIKELY(to))
		tell_overflow(to, p, fp);
	if (resize(at, size)) {
		leave(t);
		return ptr;
	}
	to = alloc(t, size, MIN_ALIGN, false, room_to_grow(b.size, size), fp);
	if (to) {
		memcpy((void *)to, ptr, min_size(b.size, size));
		if (at.span)
			free_dense(t, at, p, fp);
		else
			free_paged(t, at.pb, p, fp);
	}
	leave(t);
	return (void *)to;
}
