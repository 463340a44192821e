/* SPDX-License-Identifier: MIT */
/*
 * The linear engine: Go's buckets in a table that never stops to grow.
 *
 * Go's classic map doubles: it allocates twice as many buckets and moves the
 * old ones over a few at a time, `nevacuate` of them so far.  The moves are
 * small; allocating, zeroing and giving back arrays is not (map_pool.c has
 * the figures), memory is up to three times what the entries need, and it
 * never shrinks.  Here the table grows by one bucket at a time, as in linear
 * hashing (Litwin, "Linear Hashing: A New Tool for File and Table
 * Addressing", VLDB 1980), in arrays that are extended at their end:
 *
 *	 0         split      base                n
 *	[. . . . . . |. . . . . |. . . . . . . .]
 *	  split this | not yet  | made by the
 *	  round      |          | splits
 *	             the next split: bucket n - base gives
 *	             about half of its entries to bucket n
 *
 * n is the number of buckets, base the largest power of two up to it.  The
 * bucket of an entry is the lowest bits of its hash: as many as 2 * base has,
 * or one less if that names a bucket that is not there yet.  So n - base is
 * Go's nevacuate, and old and new buckets are one array.  When n reaches
 * 2 * base, the next round begins by itself.  Contraction is the same, run
 * backwards: the last bucket goes back into the one that it came from.
 *
 * A bucket has fourteen slots.  Its head, the tops (eight bits of each hash)
 * and a filter, is in an array of heads, sixteen bytes to a bucket, compared
 * at once; its area has the entries:
 *
 *	heads  [top 0..13|filter]   [top 0..13|filter]   ...
 *	areas  [entries 0..13|link] [entries 0..13|link] ...
 *	over   [top 0..3|tag|entries 0..3|link] ...
 *
 * What does not fit is in overflow buckets of four, of a pool of their own;
 * the filter says for which sixteenths of all hashes there are any.  Fourteen
 * slots rather than Go's eight, because what does not fit costs a lookup most:
 * not so much the second bucket as the branch that nobody can foresee, behind
 * which a processor does not look ahead.  In linear hashing one half of the
 * buckets is twice as full as the other in the middle of a round; then a sixth
 * of all entries would not fit into buckets of six or seven, and a twentieth
 * does not fit into these, with the same memory.
 *
 * Small integer keys with small values are in the slots themselves, and are
 * hashed again when they move, which is cheaper than to keep their hash.
 * All others are in cells, and the slot keeps the number of the cell and 32
 * bits of the hash: to split a bucket then touches neither keys nor values.
 *
 * References: each slot (or cell) has a generation, which changes when its
 * entry goes or moves; a reference is slot and generation.  Memory that is
 * given back forgets its generations, so those of new slots begin with the
 * highest that there ever was (floor).  When one is exhausted, the map takes
 * a new number (map_ref.c), which makes all older references stale at once.
 *
 * When there is no memory, a split or a contraction is left out and chains
 * are longer; only an insertion that finds no room in its chain fails, and
 * then nothing has changed.
 *
 * Invariants: a bucket has a link if and only if its filter is not 0; an
 * overflow bucket in a chain has an entry.  No walk relies on what the hash
 * function of the caller says a second time.
 */
#include "lib/map_linear.h"

/* A call of memcpy() takes longer than what most values need. */
static inline void copy_small(void *to, const void *from, size_t size)
{
	if (size == 4)
		memcpy(to, from, 4);
	else if (size == 8)
		memcpy(to, from, 8);
	else
		memcpy(to, from, size);
}

/* Asks for what an insertion will touch, before a step of growth is made. */
static void fetch_room(const struct belay_map *m, const struct linear *l,
		       uint32_t hash)
{
	struct place p = start_of(m, l, address(m, hash));
	unsigned bits = free_slots(&p);

	p.slot = (uint8_t)(bits ? __builtin_ctz(bits) : MAIN_SLOTS);
	__builtin_prefetch(payload_of(l, &p), 1);
}

static int insert_int(struct belay_map *m, struct linear *l, uint64_t key,
		      uint64_t hash, const void *value, struct map_entry *ret)
{
	unsigned char *at;
	struct place p;

	if (!belay__slot_take(m, l, hash, &p))
		return BELAY_ENOMEM;
	at = payload_of(l, &p);
	store_int(at, mode_size(m->mode), key);
	ret->key = at;
	ret->value = at + l->value_at;
	if (value)
		copy_small(ret->value, value, l->body.value->size);
	else
		memset(ret->value, 0, l->body.value->size);
	return 0;
}

static int insert_cell(struct belay_map *m, struct linear *l, const void *key,
		       uint64_t hash, const void *value, struct map_entry *ret)
{
	struct cell_slot *slot;
	struct place p;
	uint32_t i;

	if (!belay__cell_new(m, key, &value, (uint32_t)hash, &i))
		return BELAY_ENOMEM;
	if (!belay__slot_take(m, l, hash, &p)) {
		belay__cell_undo(m, i);
		return BELAY_ENOMEM;
	}
	slot = cell_slot_of(l, &p);
	slot->cell = i;
	slot->hash = (uint32_t)hash;
	*ret = entry_at(m, &p);
	if (value)
		memcpy(ret->value, value, l->body.value->size);
	belay__grow(m, l);
	return 0;
}

/* m[key] = value where there is one already. */
static int overwrite(struct belay_map *m, struct linear *l,
		     const struct place *p, const void *key, const void *value,
		     struct map_entry *ret)
{
	struct cell *c;
	int err;

	*ret = entry_at(m, p);
	if (value && value != ret->value && l->keeper) {
		c = cell_at(l, cell_slot_of(l, p)->cell);
		err = belay__cell_renew(m, c, value, &ret->value);
		if (err)
			return err;
	} else if (value && value != ret->value) {
		type_destroy(l->body.value, ret->value);
		memmove(ret->value, value, l->body.value->size);
	}
	if (l->body.key->kind == BELAY_KIND_FLOAT)
		memcpy(ret->key, key, l->body.key->size);
	return 0;
}

static int linear_put(struct belay_map *m, const void *key, const void *value,
		      bool *ret_added, struct map_entry *ret)
{
	unsigned char copy[INLINE_VALUE];
	struct linear *l = linear_of(m);
	struct place p;
	uint64_t hash, k;
	int err;

	err = linear_find(m, key, &hash, &p);
	*ret_added = err != 0;
	if (!err)
		return overwrite(m, l, &p, key, value, ret);
	if (err != BELAY_ENOENT)
		return err;
	if (m->count >= BELAY_MAP_MAX)
		return BELAY_EFULL;
	if (__builtin_expect(l->slack, 0))
		belay__give_back(l);
	if (m->mode == MODE_CELLS) {
		err = insert_cell(m, l, key, hash, value, ret);
	} else {
		/* What is passed may lie in the map, and so may move. */
		k = load_int(key, mode_size(m->mode));
		if (value) {
			copy_small(copy, value, l->body.value->size);
			value = copy;
		}
		fetch_room(m, l, (uint32_t)hash);
		belay__grow(m, l);
		err = insert_int(m, l, k, hash, value, ret);
	}
	if (!err)
		m->count++;
	return err;
}

static void destroy_entry(struct linear *l, const struct map_entry *e)
{
	type_destroy(l->body.key, e->key);
	type_destroy(l->body.value, e->value);
}

static int linear_remove(struct belay_map *m, const void *key)
{
	struct linear *l = linear_of(m);
	struct map_entry e;
	struct place p;
	uint64_t hash;
	uint32_t cell;
	int err;

	err = linear_find(m, key, &hash, &p);
	if (err)
		return err;
	m->version++;
	m->count--;
	if (m->mode == MODE_CELLS) {
		cell = cell_slot_of(l, &p)->cell;
		belay__slot_vacate(m, l, &p);
		belay__cell_drop(m, cell);
	} else {
		e = entry_at(m, &p);
		p.head->top[p.slot] = 0;
		destroy_entry(l, &e);
		belay__slot_vacate(m, l, &p);
	}
	belay__chain_tidy(m, l, &p, (uint32_t)hash);
	belay__contract(m, l);
	belay__cells_settle(m);
	if (__builtin_expect(l->slack, 0))
		belay__give_back(l);
	return 0;
}

/* Calls fn for each entry, wherever it is. */
static int walk(struct belay_map *m,
		int (*fn)(struct belay_map *m, const struct place *p,
			  void *ctx),
		void *ctx)
{
	struct linear *l = linear_of(m);
	int err;

	for (uint32_t i = 0; i < m->hot.n; i++) {
		struct place p = start_of(m, l, i);

		do {
			unsigned live = live_slots(&p);

			for (; live; live &= live - 1) {
				p.slot = (uint8_t)__builtin_ctz(live);
				err = fn(m, &p, ctx);
				if (err)
					return err;
			}
		} while (next_bucket(l, &p));
	}
	return 0;
}

static int drop_entry(struct belay_map *m, const struct place *p, void *ctx)
{
	struct linear *l = linear_of(m);
	struct map_entry e;

	(void)ctx;
	if (m->mode == MODE_CELLS) {
		belay__cell_drop(m, cell_slot_of(l, p)->cell);
	} else {
		e = entry_at(m, p);
		destroy_entry(l, &e);
	}
	belay__slot_bury(l, p);
	return 0;
}

/* Has to be told of each entry that goes. */
static bool drops(const struct linear *l)
{
	return l->body.key->destroy || l->body.value->destroy || l->keeper ||
	       l->poisons;
}

static int linear_clear(struct belay_map *m)
{
	struct linear *l = linear_of(m);

	belay__map_forget(&l->body.id);
	m->version++;
	if (drops(l))
		walk(m, drop_entry, NULL);
	m->count = 0;
	l->floor = l->cell_floor = 0;
	l->slack = true;
	belay__buckets_reset(m, l, l->min_buckets);
	return 0;
}

static void linear_finish(struct belay_map *m)
{
	struct linear *l = linear_of(m);
	const struct belay_allocator *a = l->body.allocator;

	if (drops(l))
		walk(m, drop_entry, NULL);
	if (l->keeper) {
		l->keeper->orphaned = true;
		if (!l->keeper->held)
			belay__release(a, l->keeper, sizeof(*l->keeper));
	}
	belay__pools_finish(l);
	belay__release(a, l, sizeof(*l));
}

static int linear_find_entry(const struct belay_map *m, const void *key,
			     struct map_entry *ret)
{
	struct place p;
	uint64_t hash;
	int err;

	err = linear_find(m, key, &hash, &p);
	if (!err)
		*ret = entry_at(m, &p);
	return err;
}

static void linear_stats(const struct belay_map *m, struct belay_map_stats *ret)
{
	const struct linear *l = linear_of(m);

	ret->buckets = m->hot.n;
	ret->overflow = l->over.used - l->over.nfree;
	ret->evacuated = m->hot.n - power_below(m->hot.n);
	ret->target = ret->evacuated ? power_below(m->hot.n) : 0;
	ret->growing = ret->evacuated != 0;
	ret->bytes = sizeof(*m) + sizeof(*l) + pool_bytes(&l->heads) +
		     pool_bytes(&l->areas) + pool_bytes(&l->over) +
		     pool_bytes(&l->cells);
	if (l->keeper) {
		ret->held = l->keeper->held;
		ret->bytes += sizeof(*l->keeper) +
			      l->keeper->blocks * block_bytes(l->keeper);
	}
}

static int visit_place(struct belay_map *m, const struct place *p, void *visit)
{
	struct map_entry e = entry_at(m, p);

	return belay__visit_entry(m, &e, visit);
}

static int linear_visit(struct belay_map *m, struct map_visit *visit)
{
	return walk(m, visit_place, visit);
}

const struct map_engine belay__map_linear = {
	.start = belay__linear_start,
	.find = linear_find_entry,
	.put = linear_put,
	.remove = linear_remove,
	.clear = linear_clear,
	.finish = linear_finish,
	.iterate = belay__linear_iterate,
	.next = belay__linear_next,
	.stats = linear_stats,
	.visit = linear_visit,
};
