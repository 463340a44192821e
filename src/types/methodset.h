/* SPDX-License-Identifier: MIT */
/*
 * methodset.h - all methods that a type has (spec: Method sets)
 *
 * For packages that are checked.
 *
 * Ownership: everything lives in the arena given.
 *
 * Threads: any.
 */
#ifndef TYPES_METHODSET_H
#define TYPES_METHODSET_H

#include "types/types.h"

/* Method values, ordered by unique name as bytes; see method_id_compare. */
struct method_set {
	struct selection *at;
	uint32_t n;
};

struct method_set new_method_set(struct type *t, struct arena *a);

/* The method, or NULL; pkg counts for a name that is not exported. */
const struct selection *method_set_lookup(const struct method_set *s,
					  const struct package *pkg,
					  name_t name);

/*
 * The order of object ids: exported names as they are, others with the path
 * of their package and a dot in front, as bytes.
 */
int method_id_compare(const struct object *a, const struct object *b);

#endif
