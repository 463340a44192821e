/* SPDX-License-Identifier: MIT */
/*
 * Numbers for maps, so that a reference to one that is gone can be told.
 *
 * A number is a place in a table of the process and that place's generation.
 * The table grows in chunks that are never given back: a number of any age,
 * or made up, can be looked up without a lock.  A map gets a number with its
 * first reference, and another one after a clear: that is how a million
 * references become stale at once.  Iterators go by a number of their own.  A
 * place is given to another map when its map is destroyed, with the next
 * generation, and to none any more after the last one.
 *
 * Threads: any; the lock guards who has which place, not who looks.
 */
#include "lib/map_int.h"

#include <pthread.h>

#include "lib/alloc.h"
#include "lib/map_linear.h"
#include "lib/misuse.h"

enum { CHUNK = 1024, CHUNKS = 4096 };

struct number {
	_Atomic(struct belay_map *) map;
	_Atomic uint32_t generation;
	uint32_t next; /* free place + 1 */
};

static _Atomic(struct number *) chunks[CHUNKS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t nplaces, first_free;

static struct number *number_at(uint32_t place)
{
	struct number *c;

	if (place >= CHUNK * CHUNKS)
		return NULL;
	c = atomic_load_explicit(&chunks[place / CHUNK], memory_order_acquire);
	return c ? &c[place % CHUNK] : NULL;
}

/* A free place + 1, or 0; with the lock held. */
static uint32_t free_place(void)
{
	uint32_t place = nplaces;
	struct number *c;

	if (first_free) {
		place = first_free - 1;
		first_free = number_at(place)->next;
		return place + 1;
	}
	if (place == CHUNK * CHUNKS)
		return 0;
	if (place % CHUNK == 0) {
		c = belay__zalloc(NULL, CHUNK * sizeof(*c));
		if (!c)
			return 0;
		atomic_store_explicit(&chunks[place / CHUNK], c,
				      memory_order_release);
	}
	nplaces++;
	return place + 1;
}

static uint64_t take_number(struct belay_map *m)
{
	struct number *n;
	uint32_t place;
	uint64_t id;

	pthread_mutex_lock(&lock);
	place = free_place();
	if (!place) {
		pthread_mutex_unlock(&lock);
		return 0;
	}
	n = number_at(place - 1);
	id = (uint64_t)(n->generation + 1) << 32 | place;
	atomic_store_explicit(&n->map, m, memory_order_relaxed);
	atomic_store_explicit(&n->generation, n->generation + 1,
			      memory_order_release);
	pthread_mutex_unlock(&lock);
	return id;
}

uint64_t belay__map_number(struct belay_map *m, uint64_t *at)
{
	uint64_t none = 0, id;

	/* Readers meet here: one of them gives the number. */
	id = __atomic_load_n(at, __ATOMIC_RELAXED);
	if (id)
		return id;
	id = take_number(m);
	if (id &&
	    !__atomic_compare_exchange_n(at, &none, id, false, __ATOMIC_RELAXED,
					 __ATOMIC_RELAXED)) {
		belay__map_forget(&id);
		id = none;
	}
	return id;
}

void belay__map_forget(uint64_t *id)
{
	uint32_t place = (uint32_t)*id;
	struct number *n;

	if (!place)
		return;
	*id = 0;
	pthread_mutex_lock(&lock);
	n = number_at(place - 1);
	atomic_store_explicit(&n->map, NULL, memory_order_relaxed);
	/* The last generation is left out for good. */
	if (n->generation < UINT32_MAX - 1) {
		atomic_store_explicit(&n->generation, n->generation + 1,
				      memory_order_release);
		n->next = first_free;
		first_free = place;
	} else {
		atomic_store_explicit(&n->generation, UINT32_MAX,
				      memory_order_release);
	}
	pthread_mutex_unlock(&lock);
}

struct belay_map *belay__map_of(uint64_t id)
{
	struct number *n = number_at((uint32_t)id - 1);

	if (!n || atomic_load_explicit(&n->generation, memory_order_acquire) !=
			  id >> 32)
		return NULL;
	return atomic_load_explicit(&n->map, memory_order_relaxed);
}

/*
 * Slots of main buckets are numbered from below, sixteen to a bucket, those
 * of overflow buckets from above; the table does not grow to where they meet.
 */
static uint32_t number_of(const struct place *p)
{
	return p->over ? ~(p->number * OVER_SLOTS + p->slot)
		       : p->number * 16 + p->slot;
}

/* The place of a number, if there is one and it has an entry. */
static bool place_of(const struct belay_map *m, const struct linear *l,
		     uint32_t number, struct place *ret)
{
	if (number / 16 < m->hot.n) {
		*ret = start_of(m, l, number / 16);
		ret->slot = number % 16;
		return ret->slot < MAIN_SLOTS && ret->head->top[ret->slot];
	}
	number = ~number;
	if (number / OVER_SLOTS >= l->over.used)
		return false;
	*ret = over_at(l, number / OVER_SLOTS);
	ret->slot = number % OVER_SLOTS;
	return ret->head->tag != POOL_FREE && ret->head->top[ret->slot];
}

int belay_map_ref(struct belay_map *m, const void *key,
		  struct belay_map_ref *ret)
{
	struct belay_map_ref ref;
	struct linear *l;
	struct place p;
	uint64_t hash;
	int err;

	if (!m)
		return BELAY_ENOENT;
	if (m->flags & (BELAY_MAP_CLASSIC | BELAY_MAP_UNCHECKED))
		return BELAY_EINVAL;
	err = belay__map_read(m);
	if (err)
		return err;
	if (!m->body)
		return BELAY_ENOENT;
	err = linear_find(m, key, &hash, &p);
	if (err)
		return err;
	l = linear_of(m);
	ref.map = belay__map_number(m, &l->body.id);
	if (!ref.map)
		return BELAY_ENOMEM;
	if (m->mode == MODE_CELLS) {
		ref.slot = cell_slot_of(l, &p)->cell;
		ref.generation = cell_at(l, ref.slot)->gen;
	} else {
		ref.slot = number_of(&p);
		ref.generation = *gen_of(l, &p);
	}
	*ret = ref;
	return 0;
}

/* The map and the value, or BELAY_ESTALE. */
static int resolve(struct belay_map_ref ref, struct belay_map **ret_map,
		   void **ret)
{
	struct belay_map *m = belay__map_of(ref.map);
	struct linear *l;
	struct place p;
	struct cell *c;
	int err;

	if (!m)
		return BELAY_ESTALE;
	if (m->flags & (BELAY_MAP_CLASSIC | BELAY_MAP_UNCHECKED))
		return BELAY_ESTALE;
	err = belay__map_read(m);
	if (err)
		return err;
	*ret_map = m;
	l = linear_of(m);
	if (m->mode == MODE_CELLS) {
		if (ref.slot >= l->cells.used)
			return BELAY_ESTALE;
		c = cell_at(l, ref.slot);
		if (c->gen != ref.generation || c->tag != POOL_USED)
			return BELAY_ESTALE;
		*ret = cell_value(l, c);
		return 0;
	}
	if (!place_of(m, l, ref.slot, &p) || *gen_of(l, &p) != ref.generation)
		return BELAY_ESTALE;
	*ret = payload_of(l, &p) + l->value_at;
	return 0;
}

int belay_map_ref_get(struct belay_map_ref ref, void **ret)
{
	struct belay_map *m;

	return resolve(ref, &m, ret);
}

int belay_map_hold(struct belay_map_ref ref, struct belay_map_hold *ret)
{
	struct value_block *b;
	struct belay_map *m;
	void *value;
	int err;

	err = resolve(ref, &m, &value);
	if (err)
		return err;
	if (!(m->flags & BELAY_MAP_STABLE))
		return BELAY_EINVAL;
	b = (struct value_block *)value - 1;
	if (b->holds == UINT32_MAX)
		return BELAY_EFULL;
	b->holds++;
	ret->value = value;
	ret->opaque = b;
	return 0;
}

int belay_map_release(struct belay_map_hold *hold)
{
	struct value_block *b = hold->opaque;
	struct keeper *k;

	if (!b || hold->value != b + 1 || !b->holds)
		return belay__misuse(BELAY_EMISUSE,
				     "release of a map value that is not held");
	hold->value = NULL;
	hold->opaque = NULL;
	if (--b->holds || !b->dead)
		return 0;
	k = b->keeper;
	belay__block_end(b);
	k->held--;
	if (k->orphaned && !k->held)
		belay__release(k->allocator, k, sizeof(*k));
	return 0;
}
