/* SPDX-License-Identifier: MIT */
/*
 * interval.h - which of many address ranges holds an address
 *
 * Ranges are added in any order, sorted once, and may nest or overlap.
 *
 * Ownership: the caller owns the struct; interval_finish() gives back the
 * array.  Zero bytes are an empty list.
 */
#ifndef SYMBOL_INTERVAL_H
#define SYMBOL_INTERVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct interval {
	uint64_t start, end; /* end is the first address behind */
	uint64_t reach;	     /* the highest end up to here, once sorted */
	size_t value;	     /* the caller's */
};

struct interval_list {
	struct interval *v;
	size_t n, cap;
};

void interval_finish(struct interval_list *l);

/* An empty or backward range is left out. */
void interval_add(struct interval_list *l, uint64_t start, uint64_t end,
		  size_t value);

void interval_sort(struct interval_list *l);

/*
 * The range that holds addr and starts last (of several such the shortest,
 * then the one with the smallest value): the innermost one where they nest.
 * NULL when there is none.  The list must be sorted.
 */
const struct interval *interval_find(const struct interval_list *l,
				     uint64_t addr);

#endif
