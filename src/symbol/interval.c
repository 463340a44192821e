/* SPDX-License-Identifier: MIT */
/*
 * Ranges are sorted by start, the longer first, so that walking back from
 * the last one that starts at or before an address meets the innermost one
 * first.  How far to walk is the question when they overlap; each range
 * knows how far any range up to it reaches, and where that is not past the
 * address nothing further down can hold it either.
 *
 * A file can still be made to cost a long walk by one huge range under
 * many small ones, so the walk has a bound; symbol tables and line tables
 * of real programs need a handful of steps.
 */
#include "symbol/interval.h"

#include <stdlib.h>

enum { MAX_WALK = 4096 };

void interval_finish(struct interval_list *l)
{
	free(l->v);
	*l = (struct interval_list){0};
}

void interval_add(struct interval_list *l, uint64_t start, uint64_t end,
		  size_t value)
{
	if (end <= start)
		return;
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 64;
		struct interval *v = reallocarray(l->v, cap, sizeof(*v));

		if (!v)
			return; /* fewer names */
		l->v = v;
		l->cap = cap;
	}
	l->v[l->n++] = (struct interval){start, end, 0, value};
}

static int compare(const void *pa, const void *pb)
{
	const struct interval *a = pa, *b = pb;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	if (a->value != b->value)
		return a->value > b->value ? -1 : 1;
	return 0;
}

void interval_sort(struct interval_list *l)
{
	uint64_t reach = 0;

	if (l->n == 0)
		return;
	qsort(l->v, l->n, sizeof(*l->v), compare);
	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].end > reach)
			reach = l->v[i].end;
		l->v[i].reach = reach;
	}
}

const struct interval *interval_find(const struct interval_list *l,
				     uint64_t addr)
{
	size_t lo = 0, hi = l->n;

	/* hi becomes the first range that starts past addr. */
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (l->v[mid].start <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (int steps = 0; hi > 0 && steps < MAX_WALK; steps++) {
		const struct interval *iv = &l->v[--hi];

		if (iv->end > addr)
			return iv;
		if (iv->reach <= addr)
			return NULL;
	}
	return NULL;
}
