/* SPDX-License-Identifier: MIT */
/* map_impl.h - what map*.c share */
#ifndef GORT_MAP_IMPL_H
#define GORT_MAP_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gort/map.h"
#include "gort/type.h"

enum { MAP_SLOTS = 8 /* in a bucket, and in a group */ };

/* What a bucket of the old maps and a group of the new ones look like. */
struct map_shape {
	bool swiss;
	bool indirect_key, indirect_elem;
	const struct go_type *key, *elem;
	uint64_t unit; /* bytes of a bucket or group */
	uint64_t key_off, key_stride;
	uint64_t elem_off, elem_stride;
};

/* False when t is no map, or nothing says what it looks like. */
bool map_shape_of(struct gort *g, const struct go_type *t,
		  struct map_shape *ret);

/* Somebody who looks at all of a map. */
struct map_visit {
	struct gort *g;
	const struct map_shape *shape;
	gort_entry_fn *each; /* NULL: nobody wants entries */
	void (*memory)(void *arg, uint64_t start, uint64_t size); /* or NULL */
	void *arg;
	enum gort_map_result result;
	uint64_t budget; /* buckets or groups that may still be looked at */
};

/* The whole map; what is wrong is noted in v->result. */
void map_visit_classic(struct map_visit *v, uint64_t header);
void map_visit_swiss(struct map_visit *v, uint64_t header);

/* Tells of memory; of the slot with number i, false: enough. */
void map_tell_memory(struct map_visit *v, uint64_t start, uint64_t size);
bool map_tell_slot(struct map_visit *v, uint64_t unit, unsigned i, bool old);

/* How many units there is room for at addr, which may be on a stack. */
uint64_t map_room(struct map_visit *v, uint64_t addr, uint64_t want);

#endif
