/* SPDX-License-Identifier: MIT */
/*
 * Iteration over a table that grows and shrinks meanwhile.
 *
 * The iterator goes, once around from a random one, through the n buckets
 * that the table had when it began, whatever n is now.  Bucket b stands for
 * the hashes that end in its bits, and those are an interval when the bits of
 * hashes are written in reverse:
 *
 *	buckets of n = 4:    [  0  |  2  |  1  |  3  ]   reversed hashes -->
 *	of n = 6, later:     [ 0| 4|  2  | 1| 5|  3  ]
 *	of n = 2, later:     [  0        |  1        ]
 *
 * So what was bucket b is now one bucket, or some that lie side by side in
 * this order, or a part of one.  As long as n has not changed, all entries of
 * the bucket are taken.  Else the interval of b is walked from left to right
 * through the buckets that cover it now, and of each those entries are taken
 * that are within.  An entry's place in this order never changes, wherever
 * splits and contractions carry it, so each is taken once.
 *
 * Entries are taken in batches.  While the map's version is the same, those of
 * a batch are where they were.  Once it has changed each is looked up again
 * before it is handed out: by its key, or by the serial number of its cell.
 * What is not found was deleted.  A chain that is longer than a batch is
 * taken in order of reversed hash, key or serial number breaking ties.
 */
#include "lib/map_iter.h"

#include "lib/map_linear.h"
#include "lib/random.h"

/* The end of the interval of bucket i of n; it begins at reverse_bits(i). */
static uint64_t interval_end(uint32_t n, uint32_t i)
{
	uint32_t base = power_below(n);
	bool long_bits = i < n - base || i >= base;

	return reverse_bits(i) + ((UINT64_C(1) << 32) / base >> long_bits);
}

void belay__linear_iterate(const struct belay_map *m, struct map_iter *iter)
{
	struct linear_iter *it = &iter->linear;
	uint64_t random = belay__random();

	it->n = m->hot.n;
	it->bucket = (uint32_t)((random >> 32) * it->n >> 32);
	it->left = it->n;
	it->turn = (uint8_t)random;
	it->within = false;
	it->next = it->count = 0;
	it->version = m->version;
}

static void step(struct linear_iter *it)
{
	it->bucket = it->bucket + 1 == it->n ? 0 : it->bucket + 1;
	it->left--;
	it->within = false;
}

static struct iter_entry take(const struct belay_map *m, const struct linear *l,
			      const struct place *p)
{
	unsigned char *at = payload_of(l, p);
	struct cell *c;

	if (m->mode != MODE_CELLS)
		return (struct iter_entry){at,
					   load_int(at, mode_size(m->mode))};
	c = cell_at(l, cell_slot_of(l, p)->cell);
	return (struct iter_entry){(unsigned char *)c,
				   (uint64_t)c->serial << 32 | c->hash};
}

/* Cells are elsewhere: all are asked for before the first is looked at. */
static void fetch_cells(const struct linear *l, struct place p, unsigned live)
{
	for (; live; live &= live - 1) {
		p.slot = (uint8_t)__builtin_ctz(live);
		__builtin_prefetch(cell_at(l, cell_slot_of(l, &p)->cell));
	}
}

/* All of the bucket's entries, or false if they are more than a batch. */
static bool take_all(const struct belay_map *m, const struct linear *l,
		     struct linear_iter *it)
{
	struct place p = start_of(m, l, it->bucket);

	it->count = 0;
	do {
		unsigned live = live_slots(&p);

		if (m->mode == MODE_CELLS)
			fetch_cells(l, p, live);
		for (; live; live &= live - 1) {
			if (it->count == ITER_BATCH)
				return false;
			p.slot = (uint8_t)__builtin_ctz(live);
			it->batch[it->count++] = take(m, l, &p);
		}
	} while (next_bucket(l, &p));
	return true;
}

/* Puts an entry into its place, and leaves out the last of too many. */
static bool insert(struct linear_iter *it, uint32_t *order, uint32_t rank,
		   struct iter_entry e)
{
	bool full = it->count == ITER_BATCH;
	uint32_t i = it->count;

	if (full)
		i--;
	if (full &&
	    (order[i] < rank || (order[i] == rank && it->batch[i].tie < e.tie)))
		return false;
	for (; i > 0 && (order[i - 1] > rank || (order[i - 1] == rank &&
						 it->batch[i - 1].tie > e.tie));
	     i--) {
		order[i] = order[i - 1];
		it->batch[i] = it->batch[i - 1];
	}
	order[i] = rank;
	it->batch[i] = e;
	if (!full)
		it->count++;
	return !full;
}

/* The next entries of the interval that one bucket has. */
static void take_some(const struct belay_map *m, const struct linear *l,
		      struct linear_iter *it)
{
	uint32_t i = address(m, reverse_bits((uint32_t)it->from));
	struct place p = start_of(m, l, i);
	uint64_t end = interval_end(m->hot.n, i);
	uint32_t order[ITER_BATCH];
	bool all = true;

	if (end > it->to)
		end = it->to;
	it->count = 0;
	do {
		unsigned live = live_slots(&p);

		for (; live; live &= live - 1) {
			struct iter_entry e;
			uint32_t rank;

			p.slot = (uint8_t)__builtin_ctz(live);
			rank = reverse_bits(slot_hash(m, l, &p));
			if (rank < it->from || rank >= end)
				continue;
			e = take(m, l, &p);
			if (rank == it->from && e.tie < it->tie)
				continue;
			all &= insert(it, order, rank, e);
		}
	} while (next_bucket(l, &p));
	it->from = end;
	it->tie = 0;
	if (all)
		return;
	/* Where the batch ends, the next one begins. */
	it->from = order[it->count - 1];
	it->tie = it->batch[it->count - 1].tie + 1;
	if (!it->tie)
		it->from++;
}

static bool fill(const struct belay_map *m, const struct linear *l,
		 struct linear_iter *it)
{
	it->next = 0;
	it->count = 0;
	it->version = m->version;
	while (it->left && !it->count) {
		if (!it->within && m->hot.n == it->n && take_all(m, l, it)) {
			step(it);
			continue;
		}
		if (!it->within) {
			it->within = true;
			it->from = reverse_bits(it->bucket);
			it->tie = 0;
			it->to = interval_end(it->n, it->bucket);
		}
		take_some(m, l, it);
		if (it->from >= it->to)
			step(it);
	}
	if (it->count)
		it->first = it->turn % it->count;
	return it->count != 0;
}

/* Where an entry of a batch is now. */
static bool find_again(const struct belay_map *m, const struct linear *l,
		       const struct iter_entry *e, struct map_entry *ret)
{
	struct place p;
	uint64_t hash;

	if (m->mode != MODE_CELLS) {
		uint64_t key;

		store_int(&key, mode_size(m->mode), e->tie);
		if (linear_find(m, &key, &hash, &p))
			return false;
		*ret = entry_at(m, &p);
		return true;
	}
	p = start_of(m, l, address(m, (uint32_t)e->tie));
	do {
		unsigned live = live_slots(&p);

		for (; live; live &= live - 1) {
			const struct cell_slot *slot;

			p.slot = (uint8_t)__builtin_ctz(live);
			slot = cell_slot_of(l, &p);
			if (slot->hash != (uint32_t)e->tie ||
			    cell_at(l, slot->cell)->serial != e->tie >> 32)
				continue;
			*ret = entry_at(m, &p);
			return true;
		}
	} while (next_bucket(l, &p));
	return false;
}

bool belay__linear_next(const struct belay_map *m, struct map_iter *iter,
			struct map_entry *ret)
{
	struct linear_iter *it = &iter->linear;
	const struct linear *l = linear_of(m);

	do {
		while (it->next < it->count) {
			uint32_t i = it->first + it->next++;
			const struct iter_entry *e;

			e = &it->batch[i < it->count ? i : i - it->count];

			if (it->version != m->version) {
				if (find_again(m, l, e, ret))
					return true;
				continue;
			}
			if (m->mode != MODE_CELLS) {
				ret->key = e->at;
				ret->value = e->at + l->value_at;
				return true;
			}
			ret->key = cell_key((struct cell *)(void *)e->at);
			ret->value =
				cell_value(l, (struct cell *)(void *)e->at);
			return true;
		}
	} while (m->count && fill(m, l, it));
	return false;
}
