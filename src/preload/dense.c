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
	HURRY = 16,	  /* without time, it is so much shorter */
	CLASS_SHARE = 32, /* a class holds this part of the quarantine */
	FIFO_MIN = 64,
	FIFO_MAX = 1 << 15,
	READY_BYTES = 16 << 10, /* ready in a thread, per class */
	RING_BYTES = 16 << 10,	/* in its ring, per class */
	BROKEN_MAX = 4,		/* broken blocks told of at once */
	AHEAD = 8,		/* slots fetched before they are needed */
	EMPTY_MAX = 8 << 20,	/* bytes of empty spans that keep memory */
	DEAD_MAX = 1 << 16,	/* guarded spans; then the oldest come back */
	DEAD_KNOWN = 1 << 12,	/* of which the blocks are remembered */
};

struct class
{
	struct lock lock;   /* guards the rest, and the spans' own fields */
	struct span *open;  /* spans with free slots */
	struct span *carve; /* the span whose slots are not all carved */
	uintptr_t *fifo;    /* the quarantine, a ring of cap slots */
	uint32_t head, count, cap;
	uint16_t batch; /* slots that go to or from a thread at once */
	uint16_t ring;	/* slots in a thread's ring */
} __attribute__((aligned(64)));

static struct {
	struct class classes[NCLASSES];
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

/* Large slots are held back by the few, small ones by the thousand. */
static uint32_t fifo_cap(size_t quarantine, size_t size)
{
	size_t least = size > CLASS_MAX / 8 ? 2 : FIFO_MIN;

	return (uint32_t)between(least, quarantine / CLASS_SHARE / size,
				 FIFO_MAX);
}

bool dense_init(void)
{
	size_t bytes = NCLASSES * FIFO_MAX * sizeof(uintptr_t);

	if (!mem_reserve(&dense.fifos, bytes) ||
	    !mem_ready(&dense.fifos, bytes))
		return false;
	for (unsigned c = 0; c < NCLASSES; c++) {
		struct class *k = &dense.classes[c];
		size_t size = class_size(c);

		k->fifo = (uintptr_t *)dense.fifos.base + c * FIFO_MAX;
		k->batch = (uint16_t)between(1, READY_BYTES / size, BIN_READY);
		k->ring = (uint16_t)between(1, RING_BYTES / size, BIN_RING);
	}
	dense_set_quarantine((size_t)RECORD_DEFAULT_QUARANTINE_MB << 20);
	return true;
}

void dense_set_quarantine(size_t bytes)
{
	for (unsigned c = 0; c < NCLASSES; c++) {
		struct class *k = &dense.classes[c];

		lock_take(&k->lock);
		/* A ring with something in it keeps its size. */
		if (k->count == 0)
			k->cap = fifo_cap(bytes, class_size(c));
		lock_drop(&k->lock);
	}
}

/* The list of spans with free slots.  Class lock held by all callers. */

static void list_add(struct class *k, struct span *s)
{
	s->prev = NULL;
	s->next = k->open;
	if (k->open)
		k->open->prev = s;
	k->open = s;
	s->open = true;
}

static void list_remove(struct class *k, struct span *s)
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
static void revive(struct class *k, struct span *s)
{
	if (!mem_unguard(s->base, s->bytes))
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
static bool dead_has_room(struct class *k)
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
static void bury(struct class *k, struct span *s)
{
	uint64_t start = budget_start();

	lock_take(&dense.dead_lock);
	if (dead_has_room(k) && mem_guard(s->base, s->bytes)) {
		list_remove(k, s);
		s->dead = true;
		dead_push(s);
		atomic_fetch_add_explicit(&session_stats()->retired_bytes,
					  s->bytes, memory_order_relaxed);
	}
	lock_drop(&dense.dead_lock);
	budget_charge(start);
}

static void span_became_empty(struct class *k, struct span *s)
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
static unsigned take_free(struct class *k, uintptr_t *out, unsigned n)
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
static unsigned take_new(struct class *k, unsigned class, uintptr_t *out,
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
		__builtin_prefetch(&s->slots[span_index(s, address)], 1);
}

static bool refill(struct bin *b, unsigned class)
{
	struct class *k = &dense.classes[class];
	uintptr_t got[BIN_READY];
	unsigned n;

	lock_take(&k->lock);
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

static uintptr_t ring_pop(struct bin *b)
{
	uintptr_t p = b->ring[b->head];

	b->head = (uint16_t)((b->head + 1) % BIN_RING);
	b->count--;
	return p;
}

/*
 * The end of a block's quarantine, lock held: free from now on.  False when
 * somebody wrote to it meanwhile.
 */
static bool release_slot(struct class *k, uintptr_t address)
{
	struct span *s = span_of(address);
	uint32_t i = span_index(s, address);

	/*
	 * Two threads that freed it at the same moment put it in the queue
	 * twice, and the first to come out has been handed out since.
	 */
	if (slot_state(&s->slots[i]) != BLOCK_HELD)
		return true;
	/* A broken one stays as it is for the report, for ever. */
	if (!poison_holds((void *)address, s->slot_size))
		return false;
	slot_set(&s->slots[i], BLOCK_FREE, slot_block_size(&s->slots[i]));
	s->free_bits[i / 64] |= (uint64_t)1 << (i % 64);
	s->nfree++;
	if (!s->open)
		list_add(k, s);
	if (is_empty(s))
		span_became_empty(k, s);
	return true;
}

/* Takes the oldest slot out of the class's quarantine.  Lock held. */
static uintptr_t fifo_pop(struct class *k)
{
	uintptr_t oldest = k->fifo[k->head];

	/* What waited so long has left the caches. */
	__builtin_prefetch((void *)k->fifo[(k->head + AHEAD) % k->cap], 1);
	k->head = (k->head + 1) % k->cap;
	k->count--;
	return oldest;
}

static void tell_broken(const uintptr_t *broken, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		tell_broken_poison(broken[i]);
}

/*
 * The long way: the n oldest slots of a ring go to the class's quarantine,
 * and as many leave that for their spans, which can become empty and be
 * guarded.
 */
static void flush_to_class(struct bin *b, unsigned class, unsigned n, bool time)
{
	struct class *k = &dense.classes[class];
	uint32_t most = time ? k->cap : (k->cap + HURRY - 1) / HURRY;
	uintptr_t broken[BROKEN_MAX];
	unsigned nbroken = 0;
	uint32_t grown;

	lock_take(&k->lock);
	grown = k->count;
	for (; n > 0; n--) {
		/* Two for one, until a queue that is too long is short. */
		for (int i = 0; i < 2 && k->count >= most; i++) {
			uintptr_t p = fifo_pop(k);

			if (!release_slot(k, p) && nbroken < BROKEN_MAX)
				broken[nbroken++] = p;
		}
		k->fifo[(k->head + k->count++) % k->cap] = ring_pop(b);
	}
	grown = k->count - grown;
	lock_drop(&k->lock);
	if (grown != 0)
		atomic_fetch_add_explicit(&session_stats()->quarantine_bytes,
					  (int64_t)(int32_t)grown *
						  (int64_t)class_size(class),
					  memory_order_relaxed);
	tell_broken(broken, nbroken);
}

/*
 * The short way, without a lock and without leaving this processor's
 * caches: the oldest slots of the ring are ready for the same thread.  They
 * stay in state HELD and their spans do not hear of it.
 */
static void flush_to_ready(struct bin *b, unsigned class, unsigned n)
{
	const size_t size = class_size(class);
	uintptr_t broken[BROKEN_MAX];
	unsigned nbroken = 0;

	for (; n > 0; n--) {
		uintptr_t p = ring_pop(b);

		__builtin_prefetch(
			(void *)b->ring[(b->head + AHEAD) % BIN_RING], 1);
		if (LIKELY(poison_holds((void *)p, size)))
			b->ready[b->nready++] = p;
		else if (nbroken < BROKEN_MAX)
			broken[nbroken++] = p;
	}
	tell_broken(broken, nbroken);
}

static void flush(struct bin *b, unsigned class, unsigned n)
{
	unsigned room = dense.classes[class].batch;
	bool time = budget_has_time();

	room = room > b->nready ? room - b->nready : 0;
	if (room > 0 && !time) {
		unsigned some = room < n ? room : n;

		flush_to_ready(b, class, some);
		n -= some;
	}
	if (n > 0)
		flush_to_class(b, class, n, time);
}

void dense_hold(struct thread *t, unsigned class, uintptr_t address)
{
	struct bin *b = &t->bins[class];
	unsigned most = dense.classes[class].ring;

	if (UNLIKELY(b->count >= most))
		flush(b, class, (most + 1) / 2);
	b->ring[(b->head + b->count++) % BIN_RING] = address;
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
