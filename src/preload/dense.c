/* SPDX-License-Identifier: MIT */
#include "preload/dense.h"

#include "preload/budget.h"
#include "preload/mem.h"
#include "preload/poison.h"
#include "preload/session.h"
#include "preload/tell.h"
#include "record/options.h"
#include "record/record.h"

enum {
	CHECKED_MAX = 1024,	  /* slots shared between threads, per class */
	CHECKED_BYTES = 64 << 10, /* shared between threads, per class */
	CLASS_SHARE = 32, /* a class holds this part of the quarantine */
	FIFO_MIN = 64,
	FIFO_MAX = 1 << 15,
	FIFO_SMALL = 1 << 10,	/* where address space is short */
	READY_BYTES = 16 << 10, /* ready in a thread, per class */
	RING_BYTES = 16 << 10,	/* in its ring, per class */
	BROKEN_MAX = 4,		/* broken blocks told of at once */
	AHEAD = 8,		/* slots fetched before they are needed */
	EMPTY_MAX = 8 << 20,	/* bytes of empty spans that keep memory */
	DEAD_MAX = 1 << 16,	/* guarded spans; then the oldest come back */
	DEAD_KNOWN = 1 << 12,	/* of which the blocks are remembered */
};

struct size_class {
	struct span *open;  /* spans with free slots */
	struct span *carve; /* the span whose slots are not all carved */
	uintptr_t *fifo;    /* the quarantine, a ring of cap slots */
	uintptr_t *checked; /* past a ring, but not back in their spans */
	struct lock lock;   /* guards all, and the spans' own fields */
	uint32_t head, count, cap; /* of fifo */
	uint32_t nchecked, keep;   /* of checked, and how many may be */
	uint16_t batch; /* slots that go to or from a thread at once */
	uint16_t ring;	/* slots in a thread's ring, a power of two */
} __attribute__((aligned(64)));

static struct {
	struct size_class classes[NCLASSES];
	struct mem_range fifos;
	_Atomic size_t empty;  /* bytes in empty spans with their memory */
	struct lock dead_lock; /* guards the ring of guarded spans */
	struct span *dead[DEAD_MAX];
	uint32_t dead_head, ndead;
} dense;

static size_t between(size_t low, size_t n, size_t high)
{
	return n < low ? low : n > high ? high : n;
}

/* The largest that is no more than n. */
static size_t power_of_two(size_t n)
{
	return (size_t)1 << (63 - __builtin_clzll(n));
}

/* Large slots are held back by the few, small ones by the thousand. */
static uint32_t fifo_cap(size_t quarantine, size_t size)
{
	size_t least = size > CLASS_MAX / 8 ? 2 : FIFO_MIN;

	return (uint32_t)between(least, quarantine / CLASS_SHARE / size,
				 mem_is_small() ? FIFO_SMALL : FIFO_MAX);
}

bool dense_init(void)
{
	const size_t most = mem_is_small() ? FIFO_SMALL : FIFO_MAX;
	const size_t each = most + CHECKED_MAX;
	size_t bytes = NCLASSES * each * sizeof(uintptr_t);

	if (!mem_reserve(&dense.fifos, bytes) ||
	    !mem_ready(&dense.fifos, bytes))
		return false;
	for (unsigned c = 0; c < NCLASSES; c++) {
		struct size_class *k = &dense.classes[c];
		size_t size = class_size(c);

		k->fifo = (uintptr_t *)dense.fifos.base + c * each;
		k->checked = k->fifo + most;
		k->keep =
			(uint32_t)between(1, CHECKED_BYTES / size, CHECKED_MAX);
		k->batch = (uint16_t)between(1, READY_BYTES / size, BIN_READY);
		k->ring = (uint16_t)power_of_two(
			between(1, RING_BYTES / size, BIN_RING));
	}
	dense_set_quarantine((size_t)RECORD_DEFAULT_QUARANTINE_MB << 20);
	return true;
}

void dense_set_quarantine(size_t bytes)
{
	for (unsigned c = 0; c < NCLASSES; c++) {
		struct size_class *k = &dense.classes[c];

		lock_take(&k->lock);
		/* A ring with something in it keeps its size. */
		if (k->count == 0)
			k->cap = fifo_cap(bytes, class_size(c));
		lock_drop(&k->lock);
	}
}

/* The list of spans with free slots.  Class lock held by all callers. */

static void list_add(struct size_class *k, struct span *s)
{
	s->prev = NULL;
	s->next = k->open;
	if (k->open)
		k->open->prev = s;
	k->open = s;
	s->open = true;
}

static void list_remove(struct size_class *k, struct span *s)
{
	if (s->prev)
		s->prev->next = s->next;
	else
		k->open = s->next;
	if (s->next)
		s->next->prev = s->prev;
	s->open = false;
}

static bool is_empty(const struct span *s)
{
	return s->nfree == s->nslots;
}

/* Gives a guarded span back to its class.  Both locks held. */
static void revive(struct size_class *k, struct span *s)
{
	if (!mem_fill(s->base, s->bytes))
		return; /* its addresses stay lost, nothing else */
	s->dead = false;
	s->released = true; /* there is no poison in it any more */
	list_add(k, s);
}

static struct span *dead_pop(void)
{
	struct span *s = dense.dead[dense.dead_head];

	dense.dead_head = (dense.dead_head + 1) % DEAD_MAX;
	dense.ndead--;
	return s;
}

static void dead_push(struct span *s)
{
	dense.dead[(dense.dead_head + dense.ndead++) % DEAD_MAX] = s;
	if (dense.ndead > DEAD_KNOWN)
		span_forget(dense.dead[(dense.dead_head + dense.ndead - 1 -
					DEAD_KNOWN) %
				       DEAD_MAX]);
}

/*
 * Makes room in the ring of dead spans, both locks held.  Only a span of
 * this class can go back to it; another one goes to the end of the ring
 * until its own class comes by.
 */
static bool dead_has_room(struct size_class *k)
{
	struct span *oldest;

	if (dense.ndead < DEAD_MAX)
		return true;
	oldest = dead_pop();
	if (&dense.classes[oldest->class] == k) {
		revive(k, oldest);
		return true;
	}
	dead_push(oldest);
	return false;
}

/*
 * Guards a span that has just become empty, class lock held.  The ring of
 * dead spans is a quarantine of addresses.
 */
static void bury(struct size_class *k, struct span *s)
{
	lock_take(&dense.dead_lock);
	if (dead_has_room(k) && mem_dig(s->base, s->bytes)) {
		list_remove(k, s);
		s->dead = true;
		dead_push(s);
		atomic_fetch_add_explicit(&session_stats()->retired_bytes,
					  s->bytes, memory_order_relaxed);
	}
	lock_drop(&dense.dead_lock);
}

static void span_became_empty(struct size_class *k, struct span *s)
{
	if (s == k->carve)
		return;
	if (budget_has_time()) {
		bury(k, s);
		if (s->dead)
			return;
	}
	if (s->released)
		return;
	if (atomic_fetch_add_explicit(&dense.empty, s->bytes,
				      memory_order_relaxed) < EMPTY_MAX)
		return;
	atomic_fetch_sub_explicit(&dense.empty, s->bytes, memory_order_relaxed);
	mem_release(s->base, s->bytes);
	s->released = true;
}

static void span_was_empty(struct span *s)
{
	if (!s->released)
		atomic_fetch_sub_explicit(&dense.empty, s->bytes,
					  memory_order_relaxed);
	s->released = false;
}

/* Slots from the bitmaps of open spans.  Lock held; how many were taken. */
static unsigned take_free(struct size_class *k, uintptr_t *out, unsigned n)
{
	unsigned got = 0;

	while (got < n && k->open) {
		struct span *s = k->open;

		if (is_empty(s))
			span_was_empty(s);
		for (uint32_t w = 0; got < n && w < (s->nslots + 63) / 64;) {
			uint64_t bits = s->free_bits[w];

			if (bits == 0) {
				w++;
				continue;
			}
			s->free_bits[w] = bits & (bits - 1);
			s->nfree--;
			out[got++] = span_slot_address(
				s, w * 64 + (uint32_t)__builtin_ctzll(bits));
		}
		if (s->nfree == 0)
			list_remove(k, s);
	}
	return got;
}

/* Slots that were never used.  Lock held. */
static unsigned take_new(struct size_class *k, unsigned class, uintptr_t *out,
			 unsigned n)
{
	unsigned got = 0;

	while (got < n) {
		if (!k->carve)
			k->carve = span_create(class);
		if (!k->carve)
			break;
		while (got < n && k->carve->ncarved < k->carve->nslots)
			out[got++] = span_slot_address(k->carve,
						       k->carve->ncarved++);
		if (k->carve->ncarved == k->carve->nslots)
			k->carve = NULL;
	}
	return got;
}

/* The next slot that will be handed out, and what is known of it. */
static void prefetch_slot(uintptr_t address)
{
	struct span *s = span_of(address);

	__builtin_prefetch((void *)address, 1);
	if (s)
		__builtin_prefetch(&s->info[span_index(s, address)], 1);
}

/* Lock held; how many were taken. */
static unsigned take_checked(struct size_class *k, uintptr_t *out, unsigned n)
{
	unsigned got = 0;

	while (got < n && k->nchecked > 0)
		out[got++] = k->checked[--k->nchecked];
	return got;
}

static bool refill(struct bin *b, unsigned class)
{
	struct size_class *k = &dense.classes[class];
	uintptr_t got[BIN_READY];
	unsigned n;

	lock_take(&k->lock);
	n = take_checked(k, got, k->batch);
	if (n == 0)
		n = take_free(k, got, k->batch);
	if (n == 0)
		n = take_new(k, class, got, k->batch);
	lock_drop(&k->lock);
	for (unsigned i = 0; i < n; i++)
		__builtin_prefetch((void *)got[i], 1);
	/* Lowest address last, so that it is handed out first. */
	for (unsigned i = 0; i < n; i++)
		b->ready[i] = got[n - 1 - i];
	b->nready = (uint16_t)n;
	return n > 0;
}

uintptr_t dense_take(struct thread *t, unsigned class)
{
	struct bin *b = &t->bins[class];

	if (UNLIKELY(b->nready == 0) && !refill(b, class))
		return 0;
	b->nready--;
	if (LIKELY(b->nready > 0))
		prefetch_slot(b->ready[b->nready - 1]);
	return b->ready[b->nready];
}

/* Rings use no more of their arrays than they need: mask is one less. */
static uintptr_t ring_pop(struct bin *b, unsigned mask)
{
	uintptr_t p = b->ring[b->head & mask];

	b->head++;
	b->count--;
	return p;
}

/*
 * Whether n bytes of a slot in state HELD still hold poison.  A slot that
 * two threads freed at the same moment is in a queue twice, and its first
 * copy may have been handed out since: that is no sign of a write.
 */
static bool is_whole(uintptr_t address, size_t n)
{
	struct span *s;

	if (LIKELY(poison_holds((void *)address, n)))
		return true;
	s = span_of(address);
	return slot_state(&s->info[span_index(s, address)]) != BLOCK_HELD;
}

/* As much as was filled. */
static size_t poisoned(uintptr_t address, size_t size)
{
	struct span *s = span_of(address);

	return slot_is_light(&s->info[span_index(s, address)])
		       ? min_size(size, POISON_LIGHT)
		       : size;
}

/* The end of a block's quarantine: back to its span.  Lock held. */
static void free_slot(struct size_class *k, uintptr_t address)
{
	struct span *s = span_of(address);
	uint32_t i = span_index(s, address);

	/* The second copy of a slot that is in use, or free, again. */
	if (slot_state(&s->info[i]) != BLOCK_HELD)
		return;
	slot_set(&s->info[i], BLOCK_FREE, slot_block_size(&s->info[i]));
	s->free_bits[i / 64] |= (uint64_t)1 << (i % 64);
	s->nfree++;
	if (!s->open)
		list_add(k, s);
	if (is_empty(s))
		span_became_empty(k, s);
}

/* Takes the oldest slot out of the class's quarantine.  Lock held. */
static uintptr_t fifo_pop(struct size_class *k)
{
	uintptr_t oldest = k->fifo[k->head];

	/* What waited so long has left the caches. */
	__builtin_prefetch((void *)k->fifo[(k->head + AHEAD) % k->cap], 1);
	k->head = (k->head + 1) % k->cap;
	k->count--;
	return oldest;
}

/*
 * What was written to is told of once no lock is held, and stays as it is
 * for the report, for ever.
 */
struct broken {
	uintptr_t address[BROKEN_MAX];
	unsigned n;
};

static void note_broken(struct broken *b, uintptr_t address)
{
	if (b->n < BROKEN_MAX)
		b->address[b->n++] = address;
}

static void tell_broken(const struct broken *b)
{
	for (unsigned i = 0; i < b->n; i++)
		tell_broken_poison(b->address[i]);
}

/*
 * The long way: the n oldest slots of a ring go to the class's quarantine,
 * and as many leave that for their spans, which can become empty and be
 * guarded.  The way itself is charged to the budget, guards or none: blocks
 * whose neighbours live on would be led this way for ever in vain.
 */
static void flush_to_class(struct bin *b, unsigned class, unsigned n)
{
	struct size_class *k = &dense.classes[class];
	const size_t size = class_size(class);
	const unsigned mask = k->ring - 1u;
	const uint64_t start = budget_start();
	struct broken broken = {.n = 0};
	uint32_t grown;

	lock_take(&k->lock);
	grown = k->count;
	for (; n > 0; n--) {
		if (k->count == k->cap) {
			uintptr_t p = fifo_pop(k);

			if (LIKELY(is_whole(p, poisoned(p, size))))
				free_slot(k, p);
			else
				note_broken(&broken, p);
		}
		k->fifo[(k->head + k->count++) % k->cap] = ring_pop(b, mask);
	}
	grown = k->count - grown;
	lock_drop(&k->lock);
	budget_charge(start);
	if (grown > 0)
		atomic_fetch_add_explicit(&session_stats()->quarantine_bytes,
					  grown * size, memory_order_relaxed);
	tell_broken(&broken);
}

/* Gives checked slots to other threads, and the rest to their spans. */
static void share(unsigned class, const uintptr_t *slots, unsigned n)
{
	struct size_class *k = &dense.classes[class];

	lock_take(&k->lock);
	while (n > 0 && k->nchecked < k->keep)
		k->checked[k->nchecked++] = slots[--n];
	while (n > 0)
		free_slot(k, slots[--n]);
	lock_drop(&k->lock);
}

/*
 * The short way, without leaving this processor's caches: the oldest slots
 * of the ring are ready for the same thread, or for others if it has enough.
 * They stay in state HELD and their spans do not hear of it.
 */
static void flush_to_ready(struct bin *b, unsigned class, unsigned n)
{
	const unsigned batch = dense.classes[class].batch;
	const unsigned mask = dense.classes[class].ring - 1u;
	/* All that a slot freed in a hurry has, and all that there is time
	 * for. */
	const size_t size = min_size(class_size(class), POISON_LIGHT);
	struct broken broken = {.n = 0};
	uintptr_t more[BIN_RING];
	unsigned nmore = 0;

	for (; n > 0; n--) {
		uintptr_t p = ring_pop(b, mask);

		__builtin_prefetch((void *)b->ring[(b->head + AHEAD) & mask],
				   1);
		if (UNLIKELY(!is_whole(p, size)))
			note_broken(&broken, p);
		else if (b->nready < batch)
			b->ready[b->nready++] = p;
		else
			more[nmore++] = p;
	}
	if (nmore > 0)
		share(class, more, nmore);
	tell_broken(&broken);
}

void dense_hold(struct thread *t, unsigned class, uintptr_t address)
{
	struct bin *b = &t->bins[class];
	unsigned most = dense.classes[class].ring;

	if (UNLIKELY(b->count >= most)) {
		t->hurried = !budget_has_time();
		if (t->hurried)
			flush_to_ready(b, class, (most + 1) / 2);
		else
			flush_to_class(b, class, (most + 1) / 2);
	}
	b->ring[(b->head + b->count++) & (most - 1)] = address;
}

void dense_fork_prepare(void)
{
	for (unsigned c = 0; c < NCLASSES; c++)
		lock_take(&dense.classes[c].lock);
	lock_take(&dense.dead_lock);
}

void dense_fork_parent(void)
{
	lock_drop(&dense.dead_lock);
	for (unsigned c = 0; c < NCLASSES; c++)
		lock_drop(&dense.classes[c].lock);
}

void dense_fork_child(void)
{
	lock_reset(&dense.dead_lock);
	for (unsigned c = 0; c < NCLASSES; c++)
		lock_reset(&dense.classes[c].lock);
	mem_fork_child(&dense.fifos);
}
