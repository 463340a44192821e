/* SPDX-License-Identifier: MIT */
/*
 * typenum.h - numbers for types: identical types have the same number
 *
 * The call graph compares types all the time, and has sets of them.
 * Numbers are dense, from 1, in the order in which types are asked for.
 *
 * Ownership: everything lives in the arena given.
 *
 * Threads: one at a time.
 */
#ifndef IR_TYPENUM_H
#define IR_TYPENUM_H

#include "base/ptrmap.h"
#include "base/vec.h"
#include "types/types.h"

/* What flows through a value of a type (vta.c). */
enum typenum_bits {
	FLOW_IN = 1 << 0,	 /* interfaces, functions, pointers to them */
	FLOW_REFERENCE = 1 << 1, /* a pointer */
	FLOW_TYPE = 1 << 2,	 /* not an interface: a value has this type */
	FLOW_KNOWN = 1 << 7,	 /* these bits were computed */
};

/* The place that stands for a value of the type. */
enum typenum_shape {
	SHAPE_VALUE,   /* the value's own */
	SHAPE_POINTER, /* one for all pointers of the type */
	SHAPE_NESTED,  /* one for all that lead to target in several steps */
};

struct typenum {
	struct type *type; /* the first of its kind, never an alias */
	const uint32_t *key;
	uint32_t nkey, hash;
	uint8_t bits;  /* enum typenum_bits */
	uint8_t shape; /* enum typenum_shape, when FLOW_KNOWN */
	uint32_t target;
};

struct typenums {
	struct arena *a;
	struct VEC(struct typenum) at; /* at.at[0] is no type */
	struct ptrmap by_type;	       /* struct type * -> number */
	uint32_t *slots;	       /* by hash: number, or 0 */
	uint32_t nslots;
	struct VEC(uint32_t) words; /* of keys that are made */
	uint32_t depth;
	const struct package *last; /* whose path's name is last_name */
	name_t last_name;
};

struct typenums *typenums_create(struct arena *a);
void typenums_finish(struct typenums *n);

/* The number of the type; 0 for NULL. */
uint32_t typenum_of(struct typenums *n, struct type *t);

/* The same, with its bits, shape and target. */
const struct typenum *typenum_flow(struct typenums *n, uint32_t num);

/* A name for the package's path, or NO_NAME for NULL. */
name_t typenum_path(struct typenums *n, const struct package *pkg);

static inline struct type *typenum_type(const struct typenums *n, uint32_t num)
{
	return n->at.at[num].type;
}

#endif
