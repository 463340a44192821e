/* SPDX-License-Identifier: MIT */
/*
 * The registry's slots and free lists: all that threads fight over.
 *
 * This file is compiled twice.  registry.c gives the CORE_ macros their
 * plain meaning; tests/unit/test_lib_registry_model.c makes each of them a
 * step of a scheduler that tries every order of steps, and checks on the way
 * that plain accesses are ordered by the atomic ones.  A change here that
 * the model has not seen is a bug, however obvious it looks: counting users
 * with fetch-and-add instead of compare-and-swap is an obvious improvement
 * that loses destructors.
 *
 * One slot.  The word holds {generation 32, REVOKED, KEPT, users 30}:
 *
 *	                 add                 revoke
 *	 {g, 0}  ------------->  {g+1, KEPT}  ------>  {g+1, REVOKED | users}
 *	  free  <-------------     in use                   |
 *	    ^    revoke, weaken,     |  weaken              | last release
 *	    |    without users       v                      |
 *	    +-------------------  {g+1, users} <------------+ to {g+1, 0}
 *	           last release
 *
 * Whoever swaps a word to {g, 0} owns the slot from then on, runs the
 * destructor and gives the slot back; nobody else can have made that step.
 * The owner of a free slot publishes the next object with a plain store: all
 * others leave a word without KEPT and users alone.  A word whose generation
 * is the last one is not given back, so that generations never repeat.
 *
 * Free lists.  Each shard is a queue of two stacks of slots:
 *
 *	head -> oldest -> ... -> NULL       taken from by add
 *	back -> newest -> ... -> NULL       put on by whoever frees
 *
 * When head is empty, all of back is taken at once, turned around and
 * becomes head.  So slots are used again in the order they were freed, and
 * as late as can be.  Taking from head is a compare-and-swap that a slot
 * which left and came back meanwhile would fool; head therefore carries a
 * tag that each change increments.  back needs none: pushing is right
 * whatever happened below, and popping takes everything.
 *
 * A slot goes back to the shard it was first given to, so that a thread that
 * adds gets back what another thread frees.
 *
 * Ordering: what the last owner wrote to a slot is before its push (release);
 * the swap that takes back (acquire) and the one that installs head (release)
 * carry it to the next owner (acquire).  What the adder wrote is before the
 * store of the word (release), and users see it through their acquire.  What
 * users did is before their release, and whoever frees the object sees all
 * of it (acquire and release).  Who looks at obj and then at the word, without
 * acquiring, sees with what came after the object also the word that says so.
 */
#ifndef LIB_REGISTRY_CORE_H
#define LIB_REGISTRY_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "belay/registry.h"

/* The model has fewer and smaller ones. */
#ifndef CORE_SHARDS
#define CORE_SHARDS 16
#define CORE_BATCH 64u	   /* slots that a shard gets at once */
#define CORE_FIRST_SHIFT 6 /* log2 of the slots in the first chunk */
#define CORE_LAST_GEN UINT32_MAX
#define CORE_TAG_ONE ((uint64_t)1 << CORE_ID_BITS)
#endif

/* A free slot is named by its index + 1, so that 0 is none. */
#define CORE_ID_BITS 28
#define CORE_ID_MASK (((uint64_t)1 << CORE_ID_BITS) - 1)
#define CORE_MAX ((uint32_t)CORE_ID_MASK + 1 - CORE_BATCH)

/* What is needed of an object when it comes and goes, away from its slot. */
struct tenant {
	belay_destroy_fn *destroy;
	void *ctx;
	const char *name;
	uint32_t type;
	uint32_t
		next; /* id; in a free list, or while waiting to be destroyed */
	uint32_t home; /* the shard that the slot belongs to */
};

struct shard {
	uint64_t head; /* tag, id of the oldest free slot */
	uint32_t back; /* id of the newest free slot */
	char line[52]; /* shards do not share cache lines */
};

struct core {
	struct belay_registry_view view;
	uint32_t max;
	uint32_t fresh; /* the first index that was never in a shard */
	uint32_t grave; /* id of the last to die, if the dead wait */
	struct shard shard[CORE_SHARDS];
};

static inline uint64_t word_of(uint32_t gen, uint32_t low)
{
	return (uint64_t)gen << 32 | low;
}

static inline uint32_t word_gen(uint64_t word)
{
	return (uint32_t)(word >> 32);
}

/* KEPT or users, so that there is an object; not REVOKED. */
static inline bool word_good(uint64_t word)
{
	return (uint32_t)word - 1 < BELAY_SLOT_REVOKED - 1;
}

/*
 * Chunk k has 2^(k + CORE_FIRST_SHIFT) slots, tenants behind them.  Free lists
 * number slots from 0 on through all chunks; handles name chunk and offset,
 * since finding the highest bit of a number ties, on some processors, one
 * lookup to the one before.
 */
static inline unsigned chunk_of(uint32_t index, size_t *ret_offset)
{
	uint64_t j = (uint64_t)index + (1u << CORE_FIRST_SHIFT);
	unsigned k = 63 - (unsigned)__builtin_clzll(j);

	*ret_offset = j ^ (uint64_t)1 << k;
	return k - CORE_FIRST_SHIFT;
}

static inline struct belay_slot *slot_at(const struct core *c, uint32_t index)
{
	size_t offset;
	unsigned k = chunk_of(index, &offset);
	struct belay_slot *chunk;

	chunk = CORE_LOAD(&c->view.chunk[k], __ATOMIC_ACQUIRE);
	return chunk ? chunk + offset : NULL;
}

/* Of an index that has a slot. */
static inline struct tenant *tenant_at(const struct core *c, uint32_t index)
{
	size_t offset;
	unsigned k = chunk_of(index, &offset);
	struct belay_slot *chunk;

	chunk = CORE_LOAD(&c->view.chunk[k], __ATOMIC_ACQUIRE);
	return (struct tenant *)(chunk +
				 ((size_t)1 << (k + CORE_FIRST_SHIFT))) +
	       offset;
}

/* What a word that is no good for generation gen means to its caller. */
static inline int refusal(uint64_t word, uint32_t gen)
{
	return gen == 0 || word_gen(word) < gen ? BELAY_EINVAL : BELAY_ESTALE;
}

static inline int slot_acquire(struct belay_slot *s, uint32_t gen)
{
	uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED);

	do {
		if (word_gen(w) != gen || !word_good(w))
			return refusal(w, gen);
		if ((w & BELAY_SLOT_USERS) == BELAY_SLOT_USERS)
			return BELAY_EFULL;
	} while (!CORE_CAS(&s->word, &w, w + 1, __ATOMIC_ACQUIRE));
	return 0;
}

/*
 * For whoever wants to look at an object that may be revoked, but is there;
 * false when it is not.  Ends with slot_release().
 */
static inline bool slot_pin(struct belay_slot *s, uint32_t gen)
{
	uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED);

	do {
		if (word_gen(w) != gen || (uint32_t)w == 0 ||
		    (w & BELAY_SLOT_USERS) == BELAY_SLOT_USERS)
			return false;
	} while (!CORE_CAS(&s->word, &w, w + 1, __ATOMIC_ACQUIRE));
	return true;
}

/* w, with nothing but the generation if there is no object left. */
static inline uint64_t settled(uint64_t w)
{
	if (w & (BELAY_SLOT_KEPT | BELAY_SLOT_USERS))
		return w;
	return w & ~(uint64_t)BELAY_SLOT_REVOKED;
}

/* 1 when the caller now owns the slot and has to clean up. */
static inline int slot_release(struct belay_slot *s, uint32_t gen)
{
	uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED), new;

	do {
		if (word_gen(w) != gen || !(w & BELAY_SLOT_USERS))
			return BELAY_EMISUSE;
		new = settled(w - 1);
	} while (!CORE_CAS(&s->word, &w, new, __ATOMIC_ACQ_REL));
	return (uint32_t) new == 0;
}

/* Likewise. */
static inline int slot_revoke(struct belay_slot *s, uint32_t gen)
{
	uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED), new;

	do {
		if (word_gen(w) != gen || !word_good(w))
			return refusal(w, gen);
		new = settled((w & ~(uint64_t)BELAY_SLOT_KEPT) |
			      BELAY_SLOT_REVOKED);
	} while (!CORE_CAS(&s->word, &w, new, __ATOMIC_ACQ_REL));
	return (uint32_t) new == 0;
}

/* Likewise. */
static inline int slot_weaken(struct belay_slot *s, uint32_t gen)
{
	uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED), new;

	do {
		if (word_gen(w) != gen || !word_good(w))
			return refusal(w, gen);
		if (!(w & BELAY_SLOT_KEPT))
			return BELAY_ESTALE;
		new = w & ~(uint64_t)BELAY_SLOT_KEPT;
	} while (!CORE_CAS(&s->word, &w, new, __ATOMIC_ACQ_REL));
	return (uint32_t) new == 0;
}

static inline void stack_push(const struct core *c, uint32_t *stack,
			      uint32_t id)
{
	struct tenant *t = tenant_at(c, id - 1);
	uint32_t top = CORE_LOAD(stack, __ATOMIC_RELAXED);

	do
		CORE_STORE(&t->next, top, __ATOMIC_RELAXED);
	while (!CORE_CAS(stack, &top, id, __ATOMIC_RELEASE));
}

/* Everything on a stack, the oldest first; 0 if it is empty. */
static inline uint32_t stack_take(const struct core *c, uint32_t *stack)
{
	uint32_t id, next, first = 0;

	if (CORE_LOAD(stack, __ATOMIC_RELAXED) == 0)
		return 0;
	id = CORE_SWAP(stack, 0, __ATOMIC_ACQUIRE);
	for (; id; id = next) {
		struct tenant *t = tenant_at(c, id - 1);

		next = CORE_LOAD(&t->next, __ATOMIC_RELAXED);
		CORE_STORE(&t->next, first, __ATOMIC_RELAXED);
		first = id;
	}
	return first;
}

/* A slot that the caller owns goes to the end of its queue. */
static inline void slot_free(struct core *c, uint32_t id)
{
	struct tenant *t = tenant_at(c, id - 1);

	stack_push(c, &c->shard[CORE_GET(t->home)].back, id);
}

/* A list that the caller owns becomes the head of an empty queue. */
static inline void queue_install(struct core *c, struct shard *s, uint32_t list)
{
	uint64_t head = CORE_LOAD(&s->head, __ATOMIC_RELAXED);
	uint32_t next;

	while (!(head & CORE_ID_MASK)) {
		if (CORE_CAS(&s->head, &head, head + CORE_TAG_ONE + list,
			     __ATOMIC_RELEASE))
			return;
	}
	/* Somebody else was faster. */
	for (; list; list = next) {
		struct tenant *t = tenant_at(c, list - 1);

		next = CORE_LOAD(&t->next, __ATOMIC_RELAXED);
		stack_push(c, &s->back, list);
	}
}

/* The id of a slot that is the caller's from now on, or 0. */
static inline uint32_t queue_pop(struct core *c, struct shard *s)
{
	uint64_t head = CORE_LOAD(&s->head, __ATOMIC_ACQUIRE);
	uint32_t id, next;

	while ((id = (uint32_t)(head & CORE_ID_MASK)) != 0) {
		next = CORE_LOAD(&tenant_at(c, id - 1)->next, __ATOMIC_RELAXED);
		if (CORE_CAS(&s->head, &head, head - id + next + CORE_TAG_ONE,
			     __ATOMIC_ACQUIRE))
			return id;
	}
	id = stack_take(c, &s->back);
	if (id) {
		next = CORE_LOAD(&tenant_at(c, id - 1)->next, __ATOMIC_RELAXED);
		if (next)
			queue_install(c, s, next);
	}
	return id;
}

/*
 * Slots that never were in a list, whose chunk is there: the first is the
 * caller's, the others go to the shard.  They are lined up in steps of a
 * cache line, so that objects which are added one after the other do not
 * share one.  0 when others took them or there are none.
 */
static inline uint32_t carve(struct core *c, uint32_t home)
{
	uint32_t fresh = CORE_LOAD(&c->fresh, __ATOMIC_RELAXED);
	uint32_t list = 0, n, stride = CORE_BATCH >= 4 ? CORE_BATCH / 4 : 1;

	if (fresh >= c->max || !slot_at(c, fresh))
		return 0;
	n = c->max - fresh < CORE_BATCH ? c->max - fresh : CORE_BATCH;
	if (!CORE_CAS(&c->fresh, &fresh, fresh + n, __ATOMIC_RELAXED))
		return 0;
	for (uint32_t i = CORE_BATCH; i-- > 0;) {
		uint32_t at = i % stride * (CORE_BATCH / stride) + i / stride;
		struct tenant *t;

		if (at >= n)
			continue;
		t = tenant_at(c, fresh + at);
		CORE_SET(t->home, home);
		CORE_STORE(&t->next, list, __ATOMIC_RELAXED);
		list = fresh + at + 1;
	}
	n = CORE_LOAD(&tenant_at(c, list - 1)->next, __ATOMIC_RELAXED);
	if (n)
		queue_install(c, &c->shard[home], n);
	return list;
}

/* A slot that the caller owns gets an object; returns its generation. */
static inline uint32_t slot_fill(struct core *c, uint32_t id,
				 const struct belay_object *object)
{
	struct belay_slot *s = slot_at(c, id - 1);
	struct tenant *t = tenant_at(c, id - 1);
	uint32_t gen = word_gen(CORE_LOAD(&s->word, __ATOMIC_RELAXED)) + 1;

	CORE_SET(t->destroy, object->destroy);
	CORE_SET(t->ctx, object->ctx);
	CORE_SET(t->name, object->name);
	CORE_SET(t->type, object->type);
	CORE_STORE(&s->obj, object->obj, __ATOMIC_RELEASE);
	CORE_STORE(&s->word, word_of(gen, BELAY_SLOT_KEPT), __ATOMIC_RELEASE);
	return gen;
}

/*
 * A slot that the caller owns since its object died: gives it back, unless
 * it had its last generation, and returns the object to be destroyed.
 */
static inline struct belay_object slot_clear(struct core *c, uint32_t id)
{
	struct belay_slot *s = slot_at(c, id - 1);
	struct tenant *t = tenant_at(c, id - 1);
	struct belay_object dead = {0};

	dead.obj = CORE_LOAD(&s->obj, __ATOMIC_RELAXED);
	dead.destroy = CORE_GET(t->destroy);
	dead.ctx = CORE_GET(t->ctx);
	CORE_STORE(&s->obj, NULL, __ATOMIC_RELEASE);
	if (word_gen(CORE_LOAD(&s->word, __ATOMIC_RELAXED)) != CORE_LAST_GEN)
		slot_free(c, id);
	return dead;
}

#endif
