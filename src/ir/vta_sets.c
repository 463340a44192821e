/* SPDX-License-Identifier: MIT */
/*
 * Sets of small numbers, of which many are alike
 *
 * Numbers are cut into ranges of CHUNK; what a set has of one range is a
 * bitmap, which is kept once for all sets that have the same there.  A set
 * is the list of its chunks, and is kept once, too.  So a union of two sets
 * goes over their chunks, and most of these are equal or only in one.
 *
 * A set is built in a place where each range has either a chunk as it is,
 * or words of its own when it got two different ones.
 */
#include "ir/vta.h"

#include <stdlib.h>

enum {
	CHUNK = 512,
	WORDS = CHUNK / 64,
	/* No more than these: what comes then is SET_ALL. */
	MAX_PARTS = 1 << 24,
	MAX_CHUNKS = 1 << 21,
};

struct chunk {
	uint64_t words[WORDS];
};

struct part {
	uint32_t range, chunk;
};

struct set {
	uint32_t first, n; /* parts */
	uint32_t hash;
};

/* A hash table of numbers that something outside gives a meaning to. */
struct table {
	uint32_t *slots;
	uint32_t cap, used;
};

struct sets {
	struct arena *a;
	struct VEC(struct chunk) chunks; /* at[0] is empty */
	struct VEC(struct part) parts;
	struct VEC(struct set) sets;
	struct table by_chunk, by_set;
	/* The set that is built. */
	uint32_t *chunk_in; /* by range: 0, a chunk, or OWN */
	struct chunk *own;
	struct VEC(uint32_t) ranges; /* that have something */
	bool all;
};

#define OWN UINT32_MAX

static uint32_t hash_bytes(const void *at, size_t n)
{
	const uint32_t *w = at;
	uint64_t h = n;

	for (size_t i = 0; i < n / sizeof(*w); i++)
		h = (h ^ w[i]) * 0x9e3779b97f4a7c15u ^ h >> 29;
	return (uint32_t)(h >> 32);
}

struct sets *sets_create(struct arena *a, uint32_t nelements)
{
	struct sets *s = ARENA_NEW(a, struct sets);
	uint32_t nranges = nelements / CHUNK + 1;

	s->a = a;
	s->chunk_in = ARENA_ARRAY(a, nranges, uint32_t);
	s->own = ARENA_ARRAY(a, nranges, struct chunk);
	vec_push(&s->chunks, (struct chunk){.words = {0}});
	vec_push(&s->sets, (struct set){.n = 0}); /* SET_EMPTY */
	vec_push(&s->sets, (struct set){.n = 0}); /* SET_ALL */
	return s;
}

void sets_finish(struct sets *s)
{
	vec_finish(&s->chunks);
	vec_finish(&s->parts);
	vec_finish(&s->sets);
	vec_finish(&s->ranges);
}

uint32_t sets_count(const struct sets *s)
{
	return s->sets.len;
}

static uint32_t hash_chunk(const struct sets *s, uint32_t i)
{
	return hash_bytes(&s->chunks.at[i], sizeof(struct chunk));
}

static uint32_t hash_set(const struct sets *s, uint32_t i)
{
	return s->sets.at[i].hash;
}

/* Room for one more; hash is what the entries were put in by. */
static void table_grow(struct sets *s, struct table *t,
		       uint32_t (*hash)(const struct sets *s, uint32_t i))
{
	struct table old = *t;

	if (t->used < t->cap / 4 * 3)
		return;
	t->cap = t->cap ? t->cap * 2 : 256;
	t->slots = ARENA_ARRAY(s->a, t->cap, uint32_t);
	for (uint32_t i = 0; i < old.cap; i++) {
		uint32_t at;

		if (!old.slots[i])
			continue;
		at = hash(s, old.slots[i]) & (t->cap - 1);
		while (t->slots[at])
			at = (at + 1) & (t->cap - 1);
		t->slots[at] = old.slots[i];
	}
}

static uint32_t intern_chunk(struct sets *s, const struct chunk *c)
{
	uint32_t at;

	table_grow(s, &s->by_chunk, hash_chunk);
	at = hash_bytes(c, sizeof(*c)) & (s->by_chunk.cap - 1);
	for (; s->by_chunk.slots[at]; at = (at + 1) & (s->by_chunk.cap - 1))
		if (memcmp(&s->chunks.at[s->by_chunk.slots[at]], c,
			   sizeof(*c)) == 0)
			return s->by_chunk.slots[at];
	vec_push(&s->chunks, *c);
	s->by_chunk.used++;
	return s->by_chunk.slots[at] = s->chunks.len - 1;
}

/* The set of the parts from `first` on, which are given up if it is there. */
static uint32_t intern_set(struct sets *s, uint32_t first)
{
	struct set set = {.first = first, .n = s->parts.len - first};
	const struct part *parts = s->parts.at + first;
	size_t size = set.n * sizeof(*parts);
	uint32_t at;

	if (set.n == 0)
		return SET_EMPTY;
	set.hash = hash_bytes(parts, size);
	table_grow(s, &s->by_set, hash_set);
	at = set.hash & (s->by_set.cap - 1);
	for (; s->by_set.slots[at]; at = (at + 1) & (s->by_set.cap - 1)) {
		const struct set *x = &s->sets.at[s->by_set.slots[at]];

		if (x->hash != set.hash || x->n != set.n ||
		    memcmp(s->parts.at + x->first, parts, size) != 0)
			continue;
		s->parts.len = first;
		return s->by_set.slots[at];
	}
	vec_push(&s->sets, set);
	s->by_set.used++;
	return s->by_set.slots[at] = s->sets.len - 1;
}

void sets_begin(struct sets *s)
{
	s->ranges.len = 0;
	s->all = false;
}

/* Words of the range's own, in place of the chunk that it had. */
static struct chunk *own_words(struct sets *s, uint32_t range)
{
	if (!s->chunk_in[range])
		vec_push(&s->ranges, range);
	if (s->chunk_in[range] != OWN)
		s->own[range] = s->chunks.at[s->chunk_in[range]];
	s->chunk_in[range] = OWN;
	return &s->own[range];
}

static void add_chunk(struct sets *s, uint32_t range, uint32_t chunk)
{
	struct chunk *to;

	if (s->chunk_in[range] == chunk)
		return;
	if (!s->chunk_in[range]) {
		vec_push(&s->ranges, range);
		s->chunk_in[range] = chunk;
		return;
	}
	to = own_words(s, range);
	for (int i = 0; i < WORDS; i++)
		to->words[i] |= s->chunks.at[chunk].words[i];
}

void sets_add(struct sets *s, uint32_t set)
{
	const struct set *x = &s->sets.at[set];

	s->all |= set == SET_ALL;
	for (uint32_t i = 0; i < x->n; i++)
		add_chunk(s, s->parts.at[x->first + i].range,
			  s->parts.at[x->first + i].chunk);
}

void sets_add_element(struct sets *s, uint32_t element)
{
	struct chunk *c = own_words(s, element / CHUNK);

	c->words[element % CHUNK / 64] |= (uint64_t)1 << element % 64;
}

static int by_number(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return a < b ? -1 : a > b;
}

uint32_t sets_end(struct sets *s)
{
	uint32_t first = s->parts.len;

	s->all |= first > MAX_PARTS || s->chunks.len > MAX_CHUNKS;
	if (s->ranges.len > 1)
		qsort(s->ranges.at, s->ranges.len, sizeof(uint32_t), by_number);
	for (uint32_t i = 0; i < s->ranges.len; i++) {
		uint32_t range = s->ranges.at[i], chunk = s->chunk_in[range];

		s->chunk_in[range] = 0;
		if (s->all)
			continue;
		if (chunk == OWN)
			chunk = intern_chunk(s, &s->own[range]);
		vec_push(&s->parts,
			 (struct part){.range = range, .chunk = chunk});
	}
	return s->all ? SET_ALL : intern_set(s, first);
}

bool sets_has(const struct sets *s, uint32_t set, uint32_t element)
{
	const struct set *x = &s->sets.at[set];
	uint32_t low = x->first, high = x->first + x->n;
	uint32_t range = element / CHUNK;
	const struct chunk *c;

	if (set == SET_ALL)
		return true;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (s->parts.at[mid].range < range)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == x->first + x->n || s->parts.at[low].range != range)
		return false;
	c = &s->chunks.at[s->parts.at[low].chunk];
	return c->words[element % CHUNK / 64] >> element % 64 & 1;
}

bool sets_range(const struct sets *s, uint32_t set, uint32_t i,
		uint32_t *ret_first, uint32_t *ret_end)
{
	const struct set *x = &s->sets.at[set];

	if (i >= x->n)
		return false;
	*ret_first = s->parts.at[x->first + i].range * CHUNK;
	*ret_end = *ret_first + CHUNK;
	return true;
}
