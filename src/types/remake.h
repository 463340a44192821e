/* SPDX-License-Identifier: MIT */
/*
 * remake.h - types made again from parts that may have changed
 *
 * Walks that change something in types (type parameters, the way a type is
 * spelled) differ in what they do with names, parameters and interfaces;
 * what is made of parts only is remade here.  What has no changed part is
 * the same pointer afterwards, which is how everybody sees that nothing
 * changed.
 *
 * Ownership: what is made lives in the arena of the walk.
 *
 * Threads: one at a time per walk.
 */
#ifndef TYPES_REMAKE_H
#define TYPES_REMAKE_H

#include "types/types.h"

/* What a walk begins with; it bounds its own depth. */
struct remake {
	struct arena *arena;
	struct type *(*type)(struct remake *r, struct type *t);
	/* A variable or function with another type; NULL: that and no more. */
	struct object *(*object)(struct arena *a, struct object *old,
				 struct type *t);
};

/* In erroneous code a part may be missing: then it is invalid. */
struct type *remake_part(struct remake *r, struct type *t);

struct type **remake_list(struct remake *r, struct type **list, uint32_t n);
struct object *remake_object(struct remake *r, struct object *obj);
struct object **remake_objects(struct remake *r, struct object **list,
			       uint32_t n);

struct tuple *remake_tuple(struct remake *r, struct tuple *t); /* or NULL */
struct type *remake_struct(struct remake *r, struct structure *t);
struct type *remake_union(struct remake *r, struct union_type *t);
struct type *remake_map(struct remake *r, struct map *t);
/* An array, slice, pointer or channel. */
struct type *remake_elem(struct remake *r, struct type *t);

#endif
