/* SPDX-License-Identifier: MIT */
/*
 * memory_sweep.h - which words point into these ranges
 *
 * Comes in: sorted ranges, and memory.  Goes out: each word, at a multiple
 * of eight, whose value lies in one of them, at several GB/s.
 *
 *	set = memory_set_create(ranges, n);
 *	memory_sweep(m, &(struct memory_sweep){.set = set, .pool = pool},
 *&hits); for (i = 0; i < hits.n; i++)
 *		... hits.v[i].addr, .value, ranges[hits.v[i].range] ...
 *	memory_hits_finish(&hits);
 *	memory_set_destroy(set);
 *
 * Ownership: create/destroy; the ranges are copied.  Threads: a set may be
 * used by many at once; memory_sweep() is one use of the struct memory.
 */
#ifndef TRACE_MEMORY_SWEEP_H
#define TRACE_MEMORY_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct memory;
struct memory_set;
struct pool;

enum { MEMORY_HITS_MAX = 64 << 20 };

struct memory_range {
	uint64_t start, end; /* end is the first address behind */
};

struct memory_hit {
	uint64_t addr;	/* of the word */
	uint64_t value; /* that it holds */
	uint32_t range; /* index of the range that value lies in */
};

/* Zero bytes are an empty list. */
struct memory_hits {
	struct memory_hit *v; /* by addr */
	uint32_t n, cap;
	uint32_t max;	 /* ceiling; 0: MEMORY_HITS_MAX */
	bool cut;	 /* there were more */
	uint64_t nbytes; /* that were looked at */
};

void memory_hits_finish(struct memory_hits *h);

/*
 * Ranges are sorted by start and do not overlap; those that are empty, or
 * start before an earlier one ends, never match.  At most 2^31 of them.
 */
struct memory_set *memory_set_create(const struct memory_range *v, size_t n);
void memory_set_destroy(struct memory_set *s); /* NULL is fine */

/* The index of the range that holds value, or -1. */
int64_t memory_set_find(const struct memory_set *s, uint64_t value);

/* Adds the hits among words[0..n), the first of which is at addr. */
void memory_set_words(const struct memory_set *s, uint64_t addr,
		      const uint64_t *words, size_t n, struct memory_hits *h);

/* Tests words one by one from now on, to compare with. */
void memory_set_plain(struct memory_set *s);

/* Which of the ways to test words is used: "avx2", "neon", "scalar". */
const char *memory_set_method(void);

struct memory_sweep {
	const struct memory_set *set;
	/* Sorted; NULL: all regions that are writable and can be read. */
	const struct memory_range *spans;
	size_t nspans;
	struct pool *pool; /* NULL: on this thread */
};

/* ret is the caller's, zeroed or with max set. */
void memory_sweep(struct memory *m, const struct memory_sweep *w,
		  struct memory_hits *ret);

#endif
