/* SPDX-License-Identifier: MIT */
/*
 * The classic engine: Go's map as it was until Go 1.23 (runtime/map.go there;
 * described again here, not copied).  It is the reference that the linear
 * engine is held against, and for those who want to see how a map is made.
 *
 *	array --> [bucket 0][bucket 1] ... [bucket 2^log - 1]
 *	              |
 *	              +--> overflow --> overflow
 *
 *	bucket: [top 0..7][hash 0..7][serial 0..7][keys][values][overflow]
 *
 * The lowest bits of a hash choose the bucket, its highest eight are the top
 * and are compared first.  Tops up to TOP_MIN say what a slot is instead:
 * free, free with nothing behind it, or moved.
 *
 * Growth: with more than 6.5 entries for a bucket, the array doubles; with as
 * many overflow buckets as buckets, it is replaced by one of the same size, in
 * which chains are short again.  Nothing is moved then.  Each later write
 * evacuates the old bucket that it would use and one more:
 *
 *	old   [#][#][ ][ ][#][ ][ ][ ]      # evacuated: its tops say so
 *	            ^ nevacuate: all before it are
 *	array [x][x][.][.][x][.][.][.][y][y][.][.][y][.][.][.]
 *	      entries of old bucket 0 are now in 0 or in 8
 *
 * A lookup goes to the old bucket as long as that is not evacuated.
 *
 * Go keeps no hashes.  Here they are kept, so that a key that equals nothing,
 * which has a random one, or a hash function that changes its mind, is no
 * case of its own; and serial numbers, so that iteration has an order when
 * hashes are equal.  Iteration is that of map_iter.c with batches of one.
 *
 * Buckets that were evacuated are freed by the next write, not at once: what
 * the caller passes to a write may lie in them.  The array is given to free()
 * as a whole, and calloc() is asked for a new one: that stops a program for
 * milliseconds when they are large, and is why the other engine is there.
 */
#include <string.h>

#include "lib/alloc.h"
#include "lib/map_int.h"
#include "lib/map_iter.h"
#include "lib/random.h"

enum {
	SLOTS = 8,
	TOP_REST = 0, /* free, and so are all behind it */
	TOP_FREE = 1,
	TOP_MOVED = 2, /* to the same number */
	TOP_MOVED_UP = 3,
	TOP_MOVED_FREE = 4,
	TOP_MIN = 5
};

struct classic_bucket {
	uint8_t top[SLOTS];
	uint64_t hash[SLOTS];
	uint64_t serial[SLOTS];
	struct classic_bucket *overflow;
	/* Keys and values follow. */
};

struct classic {
	struct map_body body;
	unsigned char *array;
	unsigned char *old;	       /* NULL: not growing */
	unsigned char *grave;	       /* an array to free */
	struct classic_bucket *chains; /* overflow buckets to free */
	struct classic_bucket *spare;  /* overflow buckets to use */
	uint64_t nevacuate;
	uint64_t noverflow;
	uint64_t serial;
	size_t size; /* of a bucket */
	size_t keys_at;
	size_t values_at;
	size_t grave_size;
	uint8_t log;
	bool same_size;
};

struct slot {
	struct classic_bucket *bucket;
	unsigned at;
};

static struct classic *classic_of(const struct belay_map *m)
{
	return (struct classic *)m->body;
}

static struct classic_bucket *bucket_at(const struct classic *c,
					unsigned char *array, uint64_t i)
{
	return (struct classic_bucket *)(void *)(array + i * c->size);
}

static uint64_t nbuckets(const struct classic *c)
{
	return UINT64_C(1) << c->log;
}

static uint64_t nold(const struct classic *c)
{
	return c->same_size ? nbuckets(c) : nbuckets(c) / 2;
}

static void *key_in(const struct belay_map *m, struct slot s)
{
	return (unsigned char *)s.bucket + classic_of(m)->keys_at +
	       s.at * m->body->key->size;
}

static void *value_in(const struct belay_map *m, struct slot s)
{
	return (unsigned char *)s.bucket + classic_of(m)->values_at +
	       s.at * m->body->value->size;
}

static uint8_t top_of_hash(uint64_t hash)
{
	uint8_t top = (uint8_t)(hash >> 56);

	return top < TOP_MIN ? (uint8_t)(top + TOP_MIN) : top;
}

static bool evacuated(const struct classic_bucket *b)
{
	return b->top[0] > TOP_FREE && b->top[0] < TOP_MIN;
}

static bool live(const struct classic_bucket *b, unsigned i)
{
	return b->top[i] >= TOP_MIN;
}

/* The first bucket of the chain that has the entries of a hash now. */
static struct classic_bucket *chain_of(const struct classic *c, uint64_t hash)
{
	struct classic_bucket *b;

	if (c->old) {
		b = bucket_at(c, c->old, hash & (nold(c) - 1));
		if (!evacuated(b))
			return b;
	}
	return bucket_at(c, c->array, hash & (nbuckets(c) - 1));
}

static bool find_slot(const struct belay_map *m, const void *key, uint64_t hash,
		      struct slot *ret)
{
	struct classic_bucket *b = chain_of(classic_of(m), hash);
	uint8_t top = top_of_hash(hash);

	for (; b; b = b->overflow) {
		for (unsigned i = 0; i < SLOTS; i++) {
			struct slot s = {b, i};

			if (b->top[i] == TOP_REST)
				return false;
			if (b->top[i] != top ||
			    !belay_equal(m->body->key, key_in(m, s), key))
				continue;
			*ret = s;
			return true;
		}
	}
	return false;
}

static void *zeroed(const struct belay_map *m, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		return NULL;
	return belay__zalloc(map_allocator(m), n * size);
}

static void free_chain(const struct classic *c, struct classic_bucket *b)
{
	while (b) {
		struct classic_bucket *next = b->overflow;

		belay__release(c->body.allocator, b, c->size);
		b = next;
	}
}

/* Frees what the last write left behind. */
static void bury(struct classic *c)
{
	free_chain(c, c->chains);
	c->chains = NULL;
	belay__release(c->body.allocator, c->grave, c->grave_size);
	c->grave = NULL;
}

/* Has n overflow buckets at hand. */
static bool reserve(struct belay_map *m, struct classic *c, unsigned n)
{
	unsigned have = 0;

	for (struct classic_bucket *b = c->spare; b && have < n;
	     b = b->overflow)
		have++;
	for (; have < n; have++) {
		struct classic_bucket *b = zeroed(m, 1, c->size);

		if (!b)
			return false;
		b->overflow = c->spare;
		c->spare = b;
	}
	return true;
}

static struct classic_bucket *add_overflow(struct classic *c,
					   struct classic_bucket *b)
{
	struct classic_bucket *o = c->spare;

	c->spare = o->overflow;
	o->overflow = NULL;
	b->overflow = o;
	c->noverflow++;
	return o;
}

/* Where an evacuated entry goes; to is where the next one does. */
static struct slot take_next(struct classic *c, struct slot *to)
{
	if (to->at == SLOTS) {
		to->bucket = add_overflow(c, to->bucket);
		to->at = 0;
	}
	return (struct slot){to->bucket, to->at++};
}

static void move_slot(struct belay_map *m, struct slot to, struct slot from)
{
	to.bucket->top[to.at] = from.bucket->top[from.at];
	to.bucket->hash[to.at] = from.bucket->hash[from.at];
	to.bucket->serial[to.at] = from.bucket->serial[from.at];
	memcpy(key_in(m, to), key_in(m, from), m->body->key->size);
	memcpy(value_in(m, to), value_in(m, from), m->body->value->size);
}

static void advance(struct classic *c)
{
	uint64_t n = nold(c), stop = c->nevacuate + 1024;

	while (c->nevacuate < n && c->nevacuate < stop &&
	       evacuated(bucket_at(c, c->old, c->nevacuate)))
		c->nevacuate++;
	if (c->nevacuate < n)
		return;
	c->grave = c->old;
	c->grave_size = n * c->size;
	c->old = NULL;
	c->same_size = false;
}

/* Moves what is in an old bucket; false when there is no memory for it. */
static bool evacuate(struct belay_map *m, struct classic *c, uint64_t number)
{
	struct classic_bucket *first = bucket_at(c, c->old, number), *b;
	struct slot low = {bucket_at(c, c->array, number), 0}, high = low;
	uint64_t bit = c->same_size ? 0 : nold(c);
	unsigned chain = 0;

	if (evacuated(first))
		return true;
	for (b = first->overflow; b; b = b->overflow)
		chain++;
	if (chain && !reserve(m, c, chain))
		return false;
	if (bit)
		high.bucket = bucket_at(c, c->array, number + bit);
	for (b = first; b; b = b->overflow) {
		for (unsigned i = 0; i < SLOTS; i++) {
			struct slot from = {b, i};
			bool up;

			if (!live(b, i)) {
				b->top[i] = TOP_MOVED_FREE;
				continue;
			}
			up = b->hash[i] & bit;
			move_slot(m, take_next(c, up ? &high : &low), from);
			b->top[i] = up ? TOP_MOVED_UP : TOP_MOVED;
		}
		if (b != first)
			c->noverflow--;
	}
	if (first->overflow) {
		for (b = first->overflow; b->overflow;)
			b = b->overflow;
		b->overflow = c->chains;
		c->chains = first->overflow;
		first->overflow = NULL;
	}
	if (number == c->nevacuate)
		advance(c);
	return true;
}

/* The part of the growth that a write to a hash pays for. */
static bool grow_work(struct belay_map *m, struct classic *c, uint64_t hash)
{
	if (!c->old)
		return true;
	if (!evacuate(m, c, hash & (nold(c) - 1)))
		return false;
	if (c->old)
		evacuate(m, c, c->nevacuate);
	return true;
}

/* More than 6.5 entries for a bucket; a first one is filled. */
static bool too_many(uint64_t count, uint64_t n)
{
	return count > SLOTS && count > 13 * n / 2;
}

static void start_growth(struct belay_map *m, struct classic *c)
{
	uint64_t n = nbuckets(c), limit = c->log < 15 ? n : UINT64_C(1) << 15;
	bool full = too_many((uint64_t)m->count + 1, n);
	unsigned char *array;

	if (c->old || (!full && c->noverflow < limit))
		return;
	array = zeroed(m, full ? 2 * n : n, c->size);
	if (!array)
		return;
	c->old = c->array;
	c->array = array;
	c->nevacuate = 0;
	c->same_size = !full;
	c->log = (uint8_t)(c->log + full);
}

static int classic_find(const struct belay_map *m, const void *key,
			struct map_entry *ret)
{
	struct slot s;
	uint64_t hash;
	int err;

	err = hash_key(m, key, &hash);
	if (err)
		return err;
	if (!find_slot(m, key, hash, &s))
		return BELAY_ENOENT;
	*ret = (struct map_entry){key_in(m, s), value_in(m, s)};
	return 0;
}

/* A free slot, with an overflow bucket more if there must be one. */
static bool find_free(struct belay_map *m, struct classic *c, uint64_t hash,
		      struct slot *ret)
{
	struct classic_bucket *b = chain_of(c, hash);

	for (;; b = b->overflow) {
		for (unsigned i = 0; i < SLOTS; i++) {
			if (live(b, i))
				continue;
			*ret = (struct slot){b, i};
			return true;
		}
		if (!b->overflow)
			break;
	}
	if (!reserve(m, c, 1))
		return false;
	*ret = (struct slot){add_overflow(c, b), 0};
	return true;
}

static int insert(struct belay_map *m, struct classic *c, const void *key,
		  uint64_t hash, const void *value, struct slot *ret)
{
	struct slot s;

	if (m->count >= BELAY_MAP_MAX)
		return BELAY_EFULL;
	start_growth(m, c);
	if (!grow_work(m, c, hash) || !find_free(m, c, hash, &s))
		return BELAY_ENOMEM;
	s.bucket->top[s.at] = top_of_hash(hash);
	s.bucket->hash[s.at] = hash;
	s.bucket->serial[s.at] = c->serial++;
	memcpy(key_in(m, s), key, m->body->key->size);
	if (value)
		memcpy(value_in(m, s), value, m->body->value->size);
	else
		memset(value_in(m, s), 0, m->body->value->size);
	m->count++;
	*ret = s;
	return 0;
}

static int classic_put(struct belay_map *m, const void *key, const void *value,
		       bool *ret_added, struct map_entry *ret)
{
	struct classic *c = classic_of(m);
	struct slot s;
	uint64_t hash;
	void *at;
	int err;

	err = hash_key(m, key, &hash);
	if (err)
		return err;
	bury(c);
	m->version++;
	*ret_added = !find_slot(m, key, hash, &s);
	if (*ret_added) {
		err = insert(m, c, key, hash, value, &s);
		if (err)
			return err;
	} else {
		/* Without memory it stays where it is, which is as well. */
		if (grow_work(m, c, hash))
			find_slot(m, key, hash, &s);
		at = value_in(m, s);
		if (value && value != at) {
			type_destroy(m->body->value, at);
			memmove(at, value, m->body->value->size);
		}
		if (m->body->key->kind == BELAY_KIND_FLOAT)
			memcpy(key_in(m, s), key, m->body->key->size);
	}
	*ret = (struct map_entry){key_in(m, s), value_in(m, s)};
	return 0;
}

/* A free slot that nothing follows says so, and so do those before it. */
static void mark_rest(struct classic_bucket *first, struct slot s)
{
	struct classic_bucket *b;

	if (s.at == SLOTS - 1) {
		if (s.bucket->overflow &&
		    s.bucket->overflow->top[0] != TOP_REST)
			return;
	} else if (s.bucket->top[s.at + 1] != TOP_REST) {
		return;
	}
	for (;;) {
		s.bucket->top[s.at] = TOP_REST;
		if (s.at == 0) {
			if (s.bucket == first)
				return;
			for (b = first; b->overflow != s.bucket;)
				b = b->overflow;
			s = (struct slot){b, SLOTS};
		}
		s.at--;
		if (s.bucket->top[s.at] != TOP_FREE)
			return;
	}
}

static void destroy_entry(const struct belay_map *m, struct slot s)
{
	type_destroy(m->body->key, key_in(m, s));
	type_destroy(m->body->value, value_in(m, s));
}

static int classic_remove(struct belay_map *m, const void *key)
{
	struct classic *c = classic_of(m);
	struct slot s;
	uint64_t hash;
	int err;

	err = hash_key(m, key, &hash);
	if (err)
		return err;
	bury(c);
	m->version++;
	grow_work(m, c, hash);
	if (!find_slot(m, key, hash, &s))
		return BELAY_ENOENT;
	s.bucket->top[s.at] = TOP_FREE;
	mark_rest(chain_of(c, hash), s);
	m->count--;
	destroy_entry(m, s);
	return 0;
}

static int walk_array(struct belay_map *m, struct classic *c,
		      unsigned char *array, uint64_t n,
		      int (*fn)(struct belay_map *m, struct slot s, void *ctx),
		      void *ctx)
{
	int err;

	for (uint64_t i = 0; array && i < n; i++) {
		struct classic_bucket *b = bucket_at(c, array, i);

		for (; b; b = b->overflow) {
			for (unsigned at = 0; at < SLOTS; at++) {
				if (!live(b, at))
					continue;
				err = fn(m, (struct slot){b, at}, ctx);
				if (err)
					return err;
			}
		}
	}
	return 0;
}

/* Every entry, in whichever array it is. */
static int walk(struct belay_map *m,
		int (*fn)(struct belay_map *m, struct slot s, void *ctx),
		void *ctx)
{
	struct classic *c = classic_of(m);
	int err = 0;

	if (c->old)
		err = walk_array(m, c, c->old, nold(c), fn, ctx);
	return err ? err : walk_array(m, c, c->array, nbuckets(c), fn, ctx);
}

static int drop(struct belay_map *m, struct slot s, void *ctx)
{
	(void)ctx;
	destroy_entry(m, s);
	return 0;
}

static void free_array(struct classic *c, unsigned char *array, uint64_t n)
{
	for (uint64_t i = 0; array && i < n; i++)
		free_chain(c, bucket_at(c, array, i)->overflow);
	belay__release(c->body.allocator, array, n * c->size);
}

static void free_old(struct classic *c)
{
	free_array(c, c->old, c->old ? nold(c) : 0);
	c->old = NULL;
	c->same_size = false;
}

/* As Go's: the array stays. */
static int classic_clear(struct belay_map *m)
{
	struct classic *c = classic_of(m);

	bury(c);
	m->version++;
	if (m->body->key->destroy || c->body.value->destroy)
		walk(m, drop, NULL);
	free_old(c);
	for (uint64_t i = 0; i < nbuckets(c); i++) {
		struct classic_bucket *b = bucket_at(c, c->array, i);

		free_chain(c, b->overflow);
		memset(b->top, TOP_REST, sizeof(b->top));
		b->overflow = NULL;
	}
	c->noverflow = 0;
	m->count = 0;
	return 0;
}

static void classic_finish(struct belay_map *m)
{
	struct classic *c = classic_of(m);
	const struct belay_allocator *a = c->body.allocator;

	bury(c);
	if (m->body->key->destroy || c->body.value->destroy)
		walk(m, drop, NULL);
	free_old(c);
	free_array(c, c->array, nbuckets(c));
	free_chain(c, c->spare);
	belay__release(a, c, sizeof(*c));
}

static void classic_iterate(const struct belay_map *m, struct map_iter *iter)
{
	struct classic_iter *it = &iter->classic;

	it->n = nbuckets(classic_of(m));
	it->bucket = belay__random() & (it->n - 1);
	it->left = it->n;
	it->within = false;
}

/* The first entry from the cursor on, within the bucket that it is in. */
static bool first_of(const struct belay_map *m, const struct classic_iter *it,
		     uint64_t end, struct slot *ret)
{
	const struct classic *c = classic_of(m);
	uint32_t hash = reverse_bits((uint32_t)it->from);
	struct classic_bucket *b = chain_of(c, hash);
	uint64_t best = 0, best_tie = 0;
	bool found = false;

	for (; b; b = b->overflow) {
		for (unsigned i = 0; i < SLOTS; i++) {
			uint64_t rank, tie = b->serial[i];

			if (!live(b, i))
				continue;
			rank = reverse_bits((uint32_t)b->hash[i]);
			if (rank < it->from || rank >= end ||
			    (rank == it->from && tie < it->tie))
				continue;
			if (found &&
			    (rank > best || (rank == best && tie >= best_tie)))
				continue;
			found = true;
			best = rank;
			best_tie = tie;
			*ret = (struct slot){b, i};
		}
	}
	return found;
}

static bool classic_next(const struct belay_map *m, struct map_iter *iter,
			 struct map_entry *ret)
{
	struct classic_iter *it = &iter->classic;
	const struct classic *c = classic_of(m);
	struct slot s = {NULL, 0};

	while (it->left) {
		uint64_t width = (UINT64_C(1) << 32) / nbuckets(c), end;

		if (!it->within) {
			it->within = true;
			it->from = reverse_bits((uint32_t)it->bucket);
			it->to = it->from + (UINT64_C(1) << 32) / it->n;
			it->tie = 0;
		}
		/* To the end of the bucket that the cursor is in. */
		end = (it->from / width + 1) * width;
		if (end > it->to)
			end = it->to;
		if (first_of(m, it, end, &s)) {
			it->from = reverse_bits((uint32_t)s.bucket->hash[s.at]);
			it->tie = s.bucket->serial[s.at] + 1;
			*ret = (struct map_entry){key_in(m, s), value_in(m, s)};
			return true;
		}
		it->from = end;
		it->tie = 0;
		if (end < it->to)
			continue;
		it->within = false;
		it->left--;
		it->bucket = (it->bucket + 1) & (it->n - 1);
	}
	return false;
}

static void classic_stats(const struct belay_map *m,
			  struct belay_map_stats *ret)
{
	const struct classic *c = classic_of(m);
	uint64_t old = c->old ? nold(c) : 0;

	ret->buckets = nbuckets(c) + old;
	ret->overflow = c->noverflow;
	ret->growing = c->old != NULL;
	ret->evacuated = old ? c->nevacuate : 0;
	ret->target = old;
	ret->bytes = sizeof(*m) + sizeof(*c) +
		     (ret->buckets + c->noverflow) * c->size;
	if (c->grave)
		ret->bytes += c->grave_size;
	for (struct classic_bucket *b = c->spare; b; b = b->overflow)
		ret->bytes += c->size;
	for (struct classic_bucket *b = c->chains; b; b = b->overflow)
		ret->bytes += c->size;
}

static int visit_slot(struct belay_map *m, struct slot s, void *visit)
{
	struct map_entry e = {key_in(m, s), value_in(m, s)};

	return belay__visit_entry(m, &e, visit);
}

static int classic_visit(struct belay_map *m, struct map_visit *visit)
{
	return walk(m, visit_slot, visit);
}

static int classic_start(struct belay_map *m, size_t hint)
{
	const struct belay_allocator *a = map_allocator(m);
	const struct belay_type *k = m->idle.key, *v = m->idle.value;
	struct classic *c = belay__zalloc(a, sizeof(*c));

	if (!c)
		return BELAY_ENOMEM;
	/* Types are as aligned as malloc's blocks, and so are buckets. */
	c->keys_at = align_up(sizeof(struct classic_bucket), 16);
	c->values_at = align_up(c->keys_at + SLOTS * k->size, 16);
	c->size = align_up(c->values_at + SLOTS * v->size, 16);
	if (hint <= BELAY_MAP_MAX)
		while (too_many(hint, nbuckets(c)))
			c->log++;
	c->array = zeroed(m, nbuckets(c), c->size);
	if (!c->array) {
		belay__release(a, c, sizeof(*c));
		return BELAY_ENOMEM;
	}
	belay__map_start(m, &c->body);
	return 0;
}

const struct map_engine belay__map_classic = {
	.start = classic_start,
	.find = classic_find,
	.put = classic_put,
	.remove = classic_remove,
	.clear = classic_clear,
	.finish = classic_finish,
	.iterate = classic_iterate,
	.next = classic_next,
	.stats = classic_stats,
	.visit = classic_visit,
};
