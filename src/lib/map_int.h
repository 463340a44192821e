/* SPDX-License-Identifier: MIT */
/*
 * map_int.h - what the pieces of the map share
 *
 * map.c is the front: it knows nil maps, misuse and which engine a map has.
 * An engine is map_linear.c (with map_cells.c and map_iter.c) or
 * map_classic.c.  map_ref.c turns maps into numbers that can be stale.
 *
 * Threads: as the map.
 */
#ifndef LIB_MAP_INT_H
#define LIB_MAP_INT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "belay/map.h"
#include "lib/alloc.h"
#include "lib/map_hash.h"
#include "lib/map_type.h"

/* How entries are stored, and so which code finds them. */
enum map_mode {
	MODE_EMPTY, /* there is no body yet */
	MODE_CLASSIC,
	MODE_CELLS, /* slots name cells, which hold key and value */
	MODE_INT1,  /* slots hold both, keys are integers */
	MODE_INT2,
	MODE_INT4,
	MODE_INT8
};

/* Begins what an engine allocates. */
struct map_body {
	const struct belay_type *key;
	const struct belay_type *value;
	const struct belay_allocator *allocator;
	const char *name;
	uint64_t id;   /* as references know it; 0: not at all */
	uint64_t life; /* as iterators do, which outlive a clear */
};

/*
 * What is needed before the first entry and what is needed for each lookup
 * share their place, so that an empty map is 64 bytes and a cache line is
 * all of the map that a lookup reads before it is in a bucket.
 */
struct belay_map {
	struct map_body *body; /* NULL: no entry yet */
	union {
		struct {
			const struct belay_type *key;
			const struct belay_type *value;
			const struct belay_allocator *allocator;
			const char *name;
			uint64_t seed;
		} idle; /* while there is no body */
		struct {
			struct bucket *heads; /* NULL: in segments */
			unsigned char *areas;
			uint32_t n;    /* buckets */
			uint32_t mask; /* of addresses, before n is seen */
			uint64_t seed;
			uint64_t secret;
		} hot;
	};
	uint32_t count;
	uint8_t flags; /* of enum belay_map_flag */
	uint8_t mode;  /* of enum map_mode */
	uint8_t later; /* the mode of a map that is not empty */
	uint8_t unused;
	_Atomic uint32_t writer; /* the thread that writes; 0 if none does */
	uint32_t version;	 /* entries of other versions may have moved */
};

_Static_assert(sizeof(struct belay_map) == 64, "an empty map is a line");

/* An entry, as engines hand it out. */
struct map_entry {
	void *key;
	void *value;
};

struct bucket;
struct map_iter;

static inline const struct belay_type *map_key(const struct belay_map *m)
{
	return m->body ? m->body->key : m->idle.key;
}

static inline const struct belay_type *map_value(const struct belay_map *m)
{
	return m->body ? m->body->value : m->idle.value;
}

static inline const struct belay_allocator *
map_allocator(const struct belay_map *m)
{
	return m->body ? m->body->allocator : m->idle.allocator;
}

static inline uint64_t load_int(const void *at, unsigned size)
{
	uint8_t b;
	uint16_t s;
	uint32_t w;
	uint64_t d;

	switch (size) {
	case 1:
		memcpy(&b, at, 1);
		return b;
	case 2:
		memcpy(&s, at, 2);
		return s;
	case 4:
		memcpy(&w, at, 4);
		return w;
	default:
		memcpy(&d, at, 8);
		return d;
	}
}

static inline void store_int(void *at, unsigned size, uint64_t n)
{
	uint8_t b = (uint8_t)n;
	uint16_t s = (uint16_t)n;
	uint32_t w = (uint32_t)n;

	switch (size) {
	case 1:
		memcpy(at, &b, 1);
		break;
	case 2:
		memcpy(at, &s, 2);
		break;
	case 4:
		memcpy(at, &w, 4);
		break;
	default:
		memcpy(at, &n, 8);
		break;
	}
}

/* The hash of a key, for a map that has a body. */
static inline int hash_key(const struct belay_map *m, const void *key,
			   uint64_t *ret)
{
	const struct belay_type *t = m->body->key;
	const char *text;

	switch (t->kind) {
	case BELAY_KIND_INT:
		*ret = belay__hash_int(load_int(key, (unsigned)t->size),
				       m->hot.seed, m->hot.secret);
		return 0;
	case BELAY_KIND_CSTR:
		memcpy(&text, key, sizeof(text));
		*ret = belay__hash_mem(text, strlen(text), m->hot.seed,
				       m->hot.secret);
		return 0;
	default:
		return belay__type_hash(t, key, m->hot.seed, m->hot.secret,
					ret);
	}
}

/* Calls destroy, if there is one. */
static inline void type_destroy(const struct belay_type *t, void *obj)
{
	if (t->destroy)
		t->destroy(t, obj);
}

/* What belay_map_visit() was called with. */
struct map_visit {
	int (*fn)(void *ctx, void **pointer);
	void *ctx;
};

/* map.c: the pointers of a key and its value. */
int belay__visit_entry(const struct belay_map *m, const struct map_entry *e,
		       const struct map_visit *visit);

/* Fills in body and hot from idle. */
void belay__map_start(struct belay_map *m, struct map_body *body);

/*
 * The engines.  Keys are those of the map's type; find says BELAY_ENOENT;
 * put destroys and overwrites the value that is there if value is not NULL.
 */
struct map_engine {
	int (*start)(struct belay_map *m, size_t hint);
	int (*find)(const struct belay_map *m, const void *key,
		    struct map_entry *ret);
	int (*put)(struct belay_map *m, const void *key, const void *value,
		   bool *ret_added, struct map_entry *ret);
	int (*remove)(struct belay_map *m, const void *key);
	int (*clear)(struct belay_map *m);
	void (*finish)(struct belay_map *m);
	void (*iterate)(const struct belay_map *m, struct map_iter *it);
	bool (*next)(const struct belay_map *m, struct map_iter *it,
		     struct map_entry *ret);
	void (*stats)(const struct belay_map *m, struct belay_map_stats *ret);
	int (*visit)(struct belay_map *m, struct map_visit *visit);
};

extern const struct map_engine belay__map_classic, belay__map_linear;

/* map.c: 0, or BELAY_EMISUSE if somebody is writing. */
int belay__map_caught(const struct belay_map *m, uint32_t other,
		      const char *what);

static inline int belay__map_read(const struct belay_map *m)
{
	uint32_t writer =
		atomic_load_explicit(&m->writer, memory_order_relaxed);

	if (__builtin_expect(writer == 0, 1))
		return 0;
	return belay__map_caught(m, writer, "read and write");
}

/*
 * map_ref.c: numbers for maps.  One is taken when there is none yet; 0 is no
 * memory for it.  Forgetting it makes all that names the map by it stale.
 */
uint64_t belay__map_number(struct belay_map *m, uint64_t *id);
void belay__map_forget(uint64_t *id);
struct belay_map *belay__map_of(uint64_t id); /* NULL: stale */

#endif
