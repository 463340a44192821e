/* SPDX-License-Identifier: MIT */
/*
 * The depot: an append-only store of stacks.
 *
 *	buckets[hash] --> newest --> older --> ... --> 0
 *
 * A stack's number is its place, in words, in one reserve of memory, so
 * that it is found without a table and never moves.  Stacks are never
 * changed or removed once they are in a bucket.
 *
 * Nobody waits: who adds a stack writes it to a place of its own and then
 * swaps it in as the head of its bucket.  If the head has moved meanwhile,
 * the new heads are compared first, since one of them may be the same
 * stack; then the place is given up, and is lost if somebody else has taken
 * the next.
 *
 * After a fork both sides have the same stacks under the same numbers and
 * go on for themselves, since the memory is private.
 */
#include "unwind/depot.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "record/heap.h"
#include "record/record.h"
#include "unwind/own.h"
#include "unwind/unwind.h"

enum { BUCKETS_LOG = 17, BUCKETS = 1 << BUCKETS_LOG };

#define RESERVE ((size_t)64 << 20)
#define SEAL HEAP_SEAL /* tells a stack from the middle of one */

/* Its head is struct heap_stack. */
struct stack {
	_Atomic uint32_t seal; /* SEAL ^ number */
	uint32_t next;
	uint32_t hash;
	uint16_t n, flags;
	uint64_t pc[];
};

static _Atomic uint32_t *buckets;
static uint64_t *reserve;
static _Atomic uint32_t used; /* words */

#define SAME(field)                                                \
	_Static_assert(offsetof(struct stack, field) ==            \
			       offsetof(struct heap_stack, field), \
		       #field)
SAME(seal);
SAME(next);
SAME(hash);
SAME(n);
SAME(flags);
_Static_assert(offsetof(struct stack, pc) == sizeof(struct heap_stack), "pc");

static uint32_t hash_stack(const uint64_t *pc, size_t n, uint16_t flags)
{
	uint64_t h = (uint64_t)flags << 16 | n;

	for (size_t i = 0; i < n; i++)
		h = (h ^ pc[i] ^ (h >> 29)) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(h >> 32);
}

static struct stack *at(uint32_t number)
{
	return (struct stack *)(reserve + number);
}

static bool same_words(const uint64_t *a, const uint64_t *b, size_t n)
{
	while (n > 0 && a[n - 1] == b[n - 1])
		n--;
	return n == 0;
}

/* Looks through a bucket from one stack to another, that one excluded. */
static uint32_t search(uint32_t from, uint32_t to, uint32_t hash,
		       const uint64_t *pc, size_t n, uint16_t flags)
{
	for (uint32_t i = from; i != to; i = at(i)->next) {
		const struct stack *s = at(i);

		if (s->hash == hash && s->n == n && s->flags == flags &&
		    same_words(s->pc, pc, n))
			return i;
	}
	return 0;
}

/* A place for n frames, or 0. */
static uint32_t take_place(size_t n)
{
	uint32_t words = (uint32_t)(sizeof(struct stack) / 8 + n);
	uint32_t place = atomic_load_explicit(&used, memory_order_relaxed);

	do
		if (place + words > RESERVE / 8)
			return 0;
	while (!atomic_compare_exchange_weak(&used, &place, place + words));
	return place;
}

static void give_up_place(uint32_t place, size_t n)
{
	uint32_t end = place + (uint32_t)(sizeof(struct stack) / 8 + n);

	atomic_store(&at(place)->seal, 0);
	atomic_compare_exchange_strong(&used, &end, place);
}

uint32_t depot_put(const uint64_t *pc, size_t n, uint16_t flags)
{
	uint32_t hash, head, seen = 0, found, place = 0;
	_Atomic uint32_t *bucket;

	if (!reserve || !buckets || n == 0 || n > RECORD_FRAMES)
		return 0;
	hash = hash_stack(pc, n, flags);
	bucket = &buckets[hash >> (32 - BUCKETS_LOG)];
	head = atomic_load_explicit(bucket, memory_order_acquire);
	for (;;) {
		struct stack *s;

		found = search(head, seen, hash, pc, n, flags);
		if (found)
			break;
		if (place == 0) {
			place = take_place(n);
			if (place == 0)
				return 0;
		}
		s = at(place);
		s->hash = hash;
		s->n = (uint16_t)n;
		s->flags = flags;
		s->next = head;
		memcpy(s->pc, pc, n * sizeof(*pc));
		atomic_store_explicit(&s->seal, SEAL ^ place,
				      memory_order_release);
		seen = head;
		if (atomic_compare_exchange_strong(bucket, &head, place))
			return place;
	}
	if (place)
		give_up_place(place, n);
	return found;
}

size_t unwind_depot_get(uint32_t id, uint64_t *pc, size_t max,
			uint16_t *ret_flags)
{
	const struct stack *s;
	size_t n;

	if (id == 0 || !reserve || id >= atomic_load(&used))
		return 0;
	s = at(id);
	if (atomic_load_explicit(&s->seal, memory_order_acquire) != (SEAL ^ id))
		return 0;
	n = s->n;
	*ret_flags = s->flags;
	if (n > max) {
		n = max;
		*ret_flags |= RECORD_STACK_CUT;
	}
	memcpy(pc, s->pc, n * sizeof(*pc));
	return n;
}

void depot_init(void)
{
	if (reserve)
		return;
	buckets = own_pages(BUCKETS * sizeof(*buckets));
	reserve = own_pages(RESERVE);
	atomic_store(&used, 1); /* 0 is no stack */
}

void unwind_depot_place(uint64_t *ret_stacks, uint64_t *ret_used)
{
	*ret_stacks = (uintptr_t)reserve;
	*ret_used = (uintptr_t)&used;
}

size_t depot_memory(void)
{
	if (!reserve || !buckets)
		return 0;
	return BUCKETS * sizeof(*buckets) + (size_t)atomic_load(&used) * 8;
}
