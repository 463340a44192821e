/* SPDX-License-Identifier: MIT */
/*
 * map_iter.h - what is in a struct belay_map_iter
 *
 * Threads: as the map.
 */
#ifndef LIB_MAP_ITER_H
#define LIB_MAP_ITER_H

#include "lib/map_int.h"

enum { ITER_BATCH = 24 };

/* An entry that is to be seen: where it is, and how to find it again. */
struct iter_entry {
	unsigned char *at; /* payload or cell; good while versions agree */
	uint64_t tie;	   /* the key, or serial and hash of the cell */
};

struct linear_iter {
	uint32_t n;	 /* buckets when it began */
	uint32_t bucket; /* of these n, the next one */
	uint32_t left;	 /* so many of them */
	uint32_t version;
	uint64_t from; /* reversed hashes of the bucket that are left: from, */
	uint64_t tie;  /* with a tie of this at least, */
	uint64_t to;   /* up to here */
	bool within;   /* the three above are in use */
	uint8_t next;
	uint8_t count;
	uint8_t turn;  /* chooses */
	uint8_t first; /* where in the batch one begins */
	struct iter_entry batch[ITER_BATCH];
};

struct classic_iter {
	uint64_t n;	 /* buckets when it began */
	uint64_t bucket; /* as above */
	uint64_t left;
	uint64_t from;
	uint64_t tie;
	uint64_t to;
	bool within;
};

struct map_iter {
	const struct belay_map *map; /* NULL: a nil map */
	uint64_t id;		     /* 0: the map has no number */
	bool done;
	union {
		struct linear_iter linear;
		struct classic_iter classic;
	};
};

_Static_assert(sizeof(struct map_iter) <= sizeof(struct belay_map_iter),
	       "an iterator fits into what callers have for it");

/* Bits in reverse order: what map_iter.c orders hashes by. */
static inline uint32_t reverse_bits(uint32_t x)
{
	x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
	x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
	x = (x >> 4 & 0x0f0f0f0f) | (x & 0x0f0f0f0f) << 4;
	return __builtin_bswap32(x);
}

#endif
