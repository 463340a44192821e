/* SPDX-License-Identifier: MIT */
/*
 * map_pool.h - arrays that grow and shrink a little at a time
 *
 * An array of elements of one size, known by their number.  Small ones are
 * one block of the allocator, and move when they grow; from POOL_SMALL bytes
 * on nothing is ever copied, given back or zeroed as a whole (map_pool.c).
 * The pointer to an element is good until the pool grows or shrinks.
 *
 * Elements may be taken and given back in any order, too: then the free ones
 * are chained through their own bytes.
 *
 * Threads: as the map.
 */
#ifndef LIB_MAP_POOL_H
#define LIB_MAP_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/alloc.h"

enum {
	POOL_SMALL = 16 << 10,	 /* bytes that are copied at most */
	POOL_STEP = 16 << 10,	 /* bytes that come or go at most at a time */
	POOL_SEGMENT = 256 << 10 /* bytes of a segment, about */
};

#define POOL_NIL UINT32_MAX

/* Where an element keeps its links while it is free. */
struct pool_links {
	uint16_t next; /* offsets of a uint32_t each */
	uint16_t prev;
	uint16_t tag; /* and of a byte, which is POOL_FREE then */
};

enum { POOL_USED, POOL_FREE };

struct pool {
	unsigned char *base;	  /* the block or the range; NULL: neither */
	unsigned char **segments; /* NULL: not in segments */
	size_t elem;		  /* bytes */
	size_t bytes;		  /* that are there, of base or of segments */
	size_t reserved;	  /* of a range, as far as it is used; or 0 */
	uint32_t used;		  /* elements, free ones included */
	uint32_t nfree;
	uint32_t head; /* of the free ones */
	uint32_t nsegments;
	uint32_t segments_cap;
	uint8_t segment_shift; /* log2 of the elements of one */
};

void pool_init(struct pool *p, size_t elem);
void pool_finish(struct pool *p, const struct belay_allocator *a);

/* All memory of the pool. */
size_t pool_bytes(const struct pool *p);

static inline void *pool_at(const struct pool *p, uint32_t i)
{
	uint32_t within = i & ((1U << p->segment_shift) - 1);

	if (__builtin_expect(!p->segments, 1))
		return p->base + i * p->elem;
	return p->segments[i >> p->segment_shift] + within * p->elem;
}

/* One block, which is elsewhere when it has another size. */
static inline bool pool_moves(const struct pool *p)
{
	return p->base && !p->reserved && !p->segments;
}

/* Makes n elements be there; not zeroed.  False when there is no memory. */
bool pool_extend(struct pool *p, const struct belay_allocator *a, uint32_t n);

/* Makes room for n elements, moved at once if they are few. */
bool pool_reserve(struct pool *p, const struct belay_allocator *a, uint32_t n);

/* Leaves the first n elements, and gives back a step of what is behind. */
void pool_shrink(struct pool *p, const struct belay_allocator *a, uint32_t n);

/* A free element, or a new one (*fresh); POOL_NIL when there is no memory. */
uint32_t pool_take(struct pool *p, const struct belay_allocator *a,
		   const struct pool_links *links, bool *fresh);
void pool_give(struct pool *p, const struct pool_links *links, uint32_t i);

/* So many are free that the last ones should move in. */
static inline bool pool_is_loose(const struct pool *p)
{
	return p->nfree > 4 + p->used / 16;
}

/* Takes the last element, which is free, out of the chain and of the pool. */
void pool_drop_last(struct pool *p, const struct belay_allocator *a,
		    const struct pool_links *links);

#endif
