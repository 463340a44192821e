/* SPDX-License-Identifier: MIT */
/*
 * map_linear.h - the layout of the linear engine, and how it finds an entry
 *
 * See map_linear.c for the idea.
 *
 * Threads: as the map.
 */
#ifndef LIB_MAP_LINEAR_H
#define LIB_MAP_LINEAR_H

#include <string.h>

#include "lib/map_hash.h"
#include "lib/map_int.h"
#include "lib/map_pool.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
	MAIN_SLOTS = 14,  /* of a main bucket, at most */
	OVER_SLOTS = 4,	  /* of an overflow bucket */
	INLINE_VALUE = 16 /* bytes of a value that is stored in a slot */
};

/*
 * The head of a bucket.  A top is 8 bits of the hash, 0 if the slot is free.
 * The filter has a bit for each sixteenth of hashes of which there is an
 * entry further down the chain.  While an overflow bucket is free, its first
 * eight bytes chain it, and the tag, POOL_FREE, says so.
 */
struct bucket {
	uint8_t top[MAIN_SLOTS];
	union {
		uint16_t filter; /* of a main bucket */
		uint8_t tag;	 /* of an overflow bucket */
	};
};

_Static_assert(sizeof(struct bucket) == 16, "a head is one comparison");

/*
 * Where things are in the area of a bucket.  Heads of main buckets are in an
 * array of their own, which is small, so that a search for a key that is not
 * there rarely leaves the cache; overflow buckets begin with theirs.
 */
struct geometry {
	uint32_t size;	/* of the area */
	uint32_t gens;	/* offset of the first slot's generation */
	uint32_t first; /* offset of the first slot's payload */
	uint32_t link;	/* offset of the link: overflow bucket + 1; 0: none */
};

/* What a slot holds in MODE_CELLS. */
struct cell_slot {
	uint32_t cell;
	uint32_t hash;
};

/*
 * A cell: then the key, then the value, or a pointer to its block if the map
 * is stable.  While it is free, serial and hash chain it.
 */
struct cell {
	uint32_t gen;
	uint32_t serial; /* of entries with equal hashes, none has another's */
	uint32_t hash;
	uint8_t tag; /* POOL_USED, POOL_FREE */
	uint8_t unused[3];
};

/* What outlives a stable map, as long as values are held. */
struct keeper {
	const struct belay_type *value;
	const struct belay_allocator *allocator;
	size_t held; /* values that have no entry any more */
	size_t blocks;
	bool orphaned; /* the map is gone */
};

/* The value of a stable map follows. */
struct value_block {
	struct keeper *keeper;
	uint32_t holds;
	bool dead; /* without an entry: goes with the last hold */
};

static inline size_t block_bytes(const struct keeper *k)
{
	return sizeof(struct value_block) + k->value->size;
}

struct linear {
	struct map_body body;
	struct geometry main_geometry, over_geometry;
	uint32_t stride;     /* of payloads */
	uint32_t gen_stride; /* 0: slots have no generations */
	uint32_t payload;    /* bytes of it that move with an entry */
	uint32_t value_at;   /* offset in the payload or cell */
	uint32_t floor;	     /* no generation of a slot was ever higher */
	uint32_t cell_floor;
	uint32_t serial;
	uint32_t min_buckets; /* as the hint wanted it */
	uint32_t full;	      /* thousandths of entries for a main bucket */
	bool poisons;
	bool slack; /* memory is to be given back */
	struct pool heads, areas, over, cells;
	struct keeper *keeper; /* of a stable map */
};

struct place {
	struct bucket *head;
	unsigned char *area;
	uint32_t number; /* of the bucket, among its kind */
	uint8_t slot;
	bool over;
};

extern const struct pool_links belay__over_links, belay__cell_links;

static inline struct linear *linear_of(const struct belay_map *m)
{
	return (struct linear *)m->body;
}

static inline const struct geometry *geometry_of(const struct linear *l,
						 bool over)
{
	return over ? &l->over_geometry : &l->main_geometry;
}

static inline unsigned char *payload_of(const struct linear *l,
					const struct place *p)
{
	return p->area + geometry_of(l, p->over)->first + p->slot * l->stride;
}

static inline uint32_t *gen_of(const struct linear *l, const struct place *p)
{
	return (uint32_t *)(void *)(p->area + geometry_of(l, p->over)->gens +
				    p->slot * l->gen_stride);
}

static inline uint32_t *link_of(const struct linear *l, const struct place *p)
{
	return (uint32_t *)(void *)(p->area + geometry_of(l, p->over)->link);
}

static inline struct cell_slot *cell_slot_of(const struct linear *l,
					     const struct place *p)
{
	return (struct cell_slot *)(void *)payload_of(l, p);
}

static inline struct cell *cell_at(const struct linear *l, uint32_t i)
{
	return pool_at(&l->cells, i);
}

static inline void *cell_key(struct cell *c)
{
	return c + 1;
}

static inline void *cell_value(const struct linear *l, struct cell *c)
{
	unsigned char *at = (unsigned char *)c + l->value_at;
	struct value_block *b;

	if (!l->keeper)
		return at;
	memcpy(&b, at, sizeof(b));
	return b + 1;
}

static inline struct place start_of(const struct belay_map *m,
				    const struct linear *l, uint32_t i)
{
	struct place p = {m->hot.heads, m->hot.areas, i, 0, false};

	if (__builtin_expect(p.head != NULL, 1)) {
		p.head += i;
		p.area += i * (size_t)l->main_geometry.size;
		return p;
	}
	p.head = pool_at(&l->heads, i);
	p.area = pool_at(&l->areas, i);
	return p;
}

static inline struct place over_at(const struct linear *l, uint32_t i)
{
	struct bucket *head = pool_at(&l->over, i);

	return (struct place){head, (unsigned char *)(head + 1), i, 0, true};
}

/* Down the chain; false at its end.  A main bucket without a filter is one. */
static inline bool next_bucket(const struct linear *l, struct place *p)
{
	uint32_t link;

	if (!p->over && !p->head->filter)
		return false;
	link = *link_of(l, p);
	if (!link)
		return false;
	*p = over_at(l, link - 1);
	return true;
}

/* The largest power of two that is not more than n. */
static inline uint32_t power_below(uint32_t n)
{
	return UINT32_C(1) << (31 - __builtin_clz(n));
}

/* Linear hashing: n of the 2^k buckets that mask has are there. */
static inline uint32_t address(const struct belay_map *m, uint32_t hash)
{
	uint32_t i = hash & m->hot.mask, base = (m->hot.mask >> 1) + 1;

	/* Half of the time, and nobody can foresee when: so no branch. */
	return i - (base & -(uint32_t)(i >= m->hot.n));
}

static inline uint8_t top_of(uint64_t hash)
{
	uint8_t top = (uint8_t)(hash >> 56);

	return top ? top : 1;
}

static inline uint16_t filter_bit(uint32_t hash)
{
	return (uint16_t)(1U << (hash >> 28));
}

/* One bit for each of the tops that is this one. */
static inline unsigned match(const struct bucket *b, uint8_t top)
{
#ifdef __SSE2__
	__m128i tops = _mm_loadu_si128((const __m128i *)(const void *)b);

	return (unsigned)_mm_movemask_epi8(
		       _mm_cmpeq_epi8(tops, _mm_set1_epi8((char)top))) &
	       ((1U << MAIN_SLOTS) - 1);
#else
	unsigned bits = 0;

	for (unsigned i = 0; i < MAIN_SLOTS; i++)
		bits |= (unsigned)(b->top[i] == top) << i;
	return bits;
#endif
}

static inline unsigned all_slots(bool over)
{
	return (1U << (over ? OVER_SLOTS : MAIN_SLOTS)) - 1;
}

static inline unsigned free_slots(const struct place *p)
{
	return match(p->head, 0) & all_slots(p->over);
}

static inline unsigned live_slots(const struct place *p)
{
	return ~match(p->head, 0) & all_slots(p->over);
}

static inline unsigned mode_size(uint8_t mode)
{
	return 1U << (mode - MODE_INT1);
}

/* Whether to look further down; without a chain a filter is 0. */
static inline bool goes_on(const struct place *p, uint64_t hash)
{
	return p->over || p->head->filter & filter_bit((uint32_t)hash);
}

__attribute__((always_inline)) static inline bool
find_int(const struct belay_map *m, uint64_t key, unsigned size, uint64_t hash,
	 struct place *ret)
{
	const struct linear *l = linear_of(m);
	struct place p = start_of(m, l, address(m, (uint32_t)hash));
	uint8_t top = top_of(hash);

	do {
		unsigned found = match(p.head, top);

		for (; found; found &= found - 1) {
			p.slot = (uint8_t)__builtin_ctz(found);
			if (load_int(payload_of(l, &p), size) != key)
				continue;
			*ret = p;
			return true;
		}
	} while (goes_on(&p, hash) && next_bucket(l, &p));
	return false;
}

static inline bool cell_has_key(const struct belay_type *t, const void *has,
				const void *key)
{
	const char *p, *q;

	switch (t->kind) {
	case BELAY_KIND_CSTR:
		memcpy(&p, has, sizeof(p));
		memcpy(&q, key, sizeof(q));
		return !strcmp(p, q);
	case BELAY_KIND_INT:
		return load_int(has, (unsigned)t->size) ==
		       load_int(key, (unsigned)t->size);
	default:
		return belay_equal(t, has, key);
	}
}

__attribute__((always_inline)) static inline bool
find_cell(const struct belay_map *m, const void *key, uint64_t hash,
	  struct place *ret)
{
	const struct linear *l = linear_of(m);
	const struct belay_type *t = l->body.key;
	struct place p = start_of(m, l, address(m, (uint32_t)hash));
	uint8_t top = top_of(hash);

	do {
		unsigned found = match(p.head, top);

		for (; found; found &= found - 1) {
			const struct cell_slot *slot;

			p.slot = (uint8_t)__builtin_ctz(found);
			slot = cell_slot_of(l, &p);
			if (slot->hash != (uint32_t)hash ||
			    !cell_has_key(t, cell_key(cell_at(l, slot->cell)),
					  key))
				continue;
			*ret = p;
			return true;
		}
	} while (goes_on(&p, hash) && next_bucket(l, &p));
	return false;
}

/* BELAY_ENOENT, or what the hash function says. */
static inline int linear_find(const struct belay_map *m, const void *key,
			      uint64_t *hash, struct place *ret)
{
	uint64_t k;
	bool found;
	int err;

	switch (m->mode) {
#define FIND_INT(bytes)                                                 \
	case MODE_INT##bytes:                                           \
		k = load_int(key, bytes);                               \
		*hash = belay__hash_int(k, m->hot.seed, m->hot.secret); \
		found = find_int(m, k, bytes, *hash, ret);              \
		break;
		FIND_INT(1)
		FIND_INT(2)
		FIND_INT(4)
		FIND_INT(8)
#undef FIND_INT
	default:
		err = hash_key(m, key, hash);
		if (err)
			return err;
		found = find_cell(m, key, *hash, ret);
		break;
	}
	return found ? 0 : BELAY_ENOENT;
}

static inline struct map_entry entry_at(const struct belay_map *m,
					const struct place *p)
{
	const struct linear *l = linear_of(m);
	unsigned char *at = payload_of(l, p);
	struct cell *c;

	if (m->mode != MODE_CELLS)
		return (struct map_entry){at, at + l->value_at};
	c = cell_at(l, cell_slot_of(l, p)->cell);
	return (struct map_entry){cell_key(c), cell_value(l, c)};
}

/* The low half of the hash of the entry of a slot. */
static inline uint32_t slot_hash(const struct belay_map *m,
				 const struct linear *l, const struct place *p)
{
	if (m->mode == MODE_CELLS)
		return cell_slot_of(l, p)->hash;
	return (uint32_t)belay__hash_int(
		load_int(payload_of(l, p), mode_size(m->mode)), m->hot.seed,
		m->hot.secret);
}

/*
 * map_grow.c.  The next generation; the floor is the highest there ever was.
 */
void belay__bump(struct belay_map *m, uint32_t *gen, uint32_t *floor);

/* An entry is gone from a slot, or was copied elsewhere. */
void belay__slot_vacate(struct belay_map *m, struct linear *l,
			const struct place *p);
void belay__slot_bury(const struct linear *l, const struct place *p);

/* A free slot for a hash; false when there is no memory for one more. */
bool belay__slot_take(struct belay_map *m, struct linear *l, uint64_t hash,
		      struct place *ret);

/* The entry of a slot, whose hash this was, is gone: so may its bucket be. */
void belay__chain_tidy(struct belay_map *m, struct linear *l,
		       const struct place *p, uint32_t hash);

/* One more entry, one less: a step of growth or contraction. */
void belay__grow(struct belay_map *m, struct linear *l);
void belay__contract(struct belay_map *m, struct linear *l);

/*
 * A pool that moves when it grows or shrinks is copied, which would read what
 * is poisoned in it: this makes it readable.  False when that is not needed;
 * else what is dead in it has to be buried again.
 */
bool belay__pool_wake(const struct linear *l, const struct pool *p);

/* Makes n main buckets, empty ones; false when there is no memory. */
bool belay__buckets_make(struct belay_map *m, struct linear *l, uint32_t n);

/* Gives up all buckets but the first n, and empties those. */
void belay__buckets_reset(struct belay_map *m, struct linear *l, uint32_t n);

/* After a reset: a step of the memory that is not used any more. */
void belay__give_back(struct linear *l);
void belay__pools_finish(struct linear *l);

/* map_layout.c */
int belay__linear_start(struct belay_map *m, size_t hint);

/*
 * map_cells.c.  A new cell has the key; its value is zeroed.  value is what
 * will be copied in: it may lie in the map, and is found again where it is
 * when cells have moved.  False when there is no memory.
 */
bool belay__cell_new(struct belay_map *m, const void *key, const void **value,
		     uint32_t hash, uint32_t *ret);
void belay__cell_undo(struct belay_map *m, uint32_t cell);

/* Destroys key and value, or leaves the value to those who hold it. */
void belay__cell_drop(struct belay_map *m, uint32_t cell);

/* Another value for the entry of a stable map. */
int belay__cell_renew(struct belay_map *m, struct cell *c, const void *value,
		      void **ret);

/* Destroys and frees a value that has no entry and that nobody holds. */
void belay__block_end(struct value_block *b);

/* Moves the last cells to where there are free ones, if there are many. */
void belay__cells_settle(struct belay_map *m);

/* map_iter.c */
void belay__linear_iterate(const struct belay_map *m, struct map_iter *it);
bool belay__linear_next(const struct belay_map *m, struct map_iter *it,
			struct map_entry *ret);

#endif
