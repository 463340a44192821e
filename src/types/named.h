/* SPDX-License-Identifier: MIT */
/*
 * named.h - the state of a named type, for those who complete it; essay in
 * named.c
 */
#ifndef TYPES_NAMED_H
#define TYPES_NAMED_H

#include "types/types.h"

struct type *named_resolve_underlying(struct named *n);

static inline unsigned named_state(const struct named *n)
{
	return atomic_load_explicit(&n->state, memory_order_acquire);
}

static inline struct type *named_underlying(struct named *n)
{
	if (named_state(n) & NAMED_HAS_UNDER)
		return n->underlying;
	return named_resolve_underlying(n);
}

#endif
