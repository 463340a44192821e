/* SPDX-License-Identifier: MIT */
/*
 * embedding.h - the walk through embedded fields, level by level
 *
 * Selectors and method sets look into a type, then into its embedded fields,
 * then into theirs (spec: Selectors).  What is found on one level hides all
 * that is below it; a type that occurs more than once on a level makes what
 * it has ambiguous.
 *
 * All types of all levels stand in one array; a level is a range of it.
 * Each knows the one it is embedded in, so that paths are made only for
 * what is found.
 */
#ifndef TYPES_EMBEDDING_H
#define TYPES_EMBEDDING_H

#include "base/vec.h"
#include "types/types.h"

struct embedded {
	struct type *type;
	uint32_t outer; /* index of the one that embeds it */
	uint32_t field; /* its number there */
	uint32_t level; /* 0: the type that one looks into */
	bool indirect;	/* there was a pointer on the way */
	bool multiples; /* occurs more than once on its level */
};

/* Types by identity; small sets are searched one by one. */
struct type_table {
	struct VEC(struct type *) types;
	struct VEC(uint32_t) next; /* of the same hash, +1 */
	struct ptrmap by_hash;	   /* once there are many */
};

struct embedding {
	struct embedded *at;
	uint32_t n, cap;
	uint32_t start, end; /* the present level */
	struct type_table seen;
	struct embedded room[16]; /* not initialised */
};

/* The type t itself is the first level. */
void embedding_init(struct embedding *e, struct type *t, bool indirect);
void embedding_finish(struct embedding *e);
/* Adds the field of at[outer], embedded in it, to the next level. */
void embedding_add(struct embedding *e, uint32_t outer, uint32_t field,
		   struct type *t);
/* Goes on to the next level; false when there is none. */
bool embedding_next(struct embedding *e);
/* False for a defined type that was met on a level before. */
bool embedding_enter(struct embedding *e, struct named *n);
/* The path to the i-th field or method of at[outer]. */
const uint32_t *embedding_path(const struct embedding *e, struct arena *a,
			       uint32_t outer, uint32_t i, uint32_t *ret_n);

#endif
