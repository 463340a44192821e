/* SPDX-License-Identifier: MIT */
/*
 * seen.h - the types that a walk has met
 *
 * Zeroed memory is an empty set; most walks meet a few types only, and take
 * no memory for them.
 */
#ifndef TYPES_SEEN_H
#define TYPES_SEEN_H

#include "types/types.h"

struct seen_types {
	const void *few[14];
	uint32_t n;
	struct ptrmap more;
};

/* Adds by pointer; false if it was there. */
static inline bool seen_add(struct seen_types *s, const void *t)
{
	const uint32_t nfew = sizeof(s->few) / sizeof(s->few[0]);
	void **at;

	for (uint32_t i = 0; i < s->n; i++)
		if (s->few[i] == t)
			return false;
	if (s->n < nfew) {
		s->few[s->n++] = t;
		return true;
	}
	at = ptrmap_at(&s->more, NULL, t);
	if (*at)
		return false;
	*at = s;
	return true;
}

static inline void seen_finish(struct seen_types *s)
{
	ptrmap_finish(&s->more);
}

#endif
