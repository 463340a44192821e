/* SPDX-License-Identifier: MIT */
/*
 * Sets of objects by unique id: an exported name is the same in all
 * packages, another one only within its package.
 *
 * Structs have few fields and interfaces few methods, so that a set starts
 * as an array.  Behind it is a table by name; of one name there may be an
 * object for each package, and these have the keys name, 2^32 + name,
 * 2 * 2^32 + name, ...
 */
#include "types/check.h"

#define FEW (sizeof(((struct objset *)NULL)->few) / sizeof(struct object *))

static inline bool same_id(const struct object *x, const struct object *y)
{
	return x->name == y->name &&
	       (x->pkg == y->pkg || name_exported(x->name) ||
		same_pkg(x->pkg, y->pkg));
}

static struct object *insert_in_table(struct objset *s, struct arena *a,
				      struct object *obj)
{
	for (uint64_t nth = 0;; nth++) {
		void **at =
			ptrmap_at_key(&s->by_name, a, (nth << 32) + obj->name);

		if (!*at) {
			*at = obj;
			return NULL;
		}
		if (same_id(*at, obj))
			return *at;
	}
}

struct object *objset_insert(struct objset *s, struct arena *a,
			     struct object *obj)
{
	uint32_t n = s->n < FEW ? s->n : FEW;

	if (s->n <= FEW)
		for (uint32_t i = 0; i < n; i++)
			if (same_id(s->few[i], obj))
				return s->few[i];
	if (s->n < FEW) {
		s->few[s->n++] = obj;
		return NULL;
	}
	if (s->n == FEW) {
		for (uint32_t i = 0; i < FEW; i++)
			insert_in_table(s, a, s->few[i]);
		s->n++;
	}
	return insert_in_table(s, a, obj);
}
