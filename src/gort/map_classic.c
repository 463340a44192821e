/* SPDX-License-Identifier: MIT */
/*
 * Maps up to 1.23 (src/runtime/map.go): 2^B buckets of eight entries, each
 * with a chain of overflow buckets.  A byte for each entry says whether it
 * is there: from 5 on it is the top of a hash; below, it is empty or has
 * been moved.
 *
 * A map that grows keeps the old array, of half the size or of the same,
 * until all its entries were moved, a bucket or two with every write.  An
 * entry that was moved is marked in the old array, one by one: so the
 * entries are those of the new array and the ones that are not marked in
 * the old one.
 */
#include "gort/map_impl.h"

#include "gort/gort.h"
#include "gort/internal.h"
#include "trace/memory.h"

enum {
	MIN_TOP_HASH = 5,
	SAME_SIZE = 8, /* flag: the old array is not half of the new one */
	MAX_B = 40,
	HEADER = 48,
	POINTER = 8,
	SPARE = 65536, /* overflow buckets, besides some for each bucket */
};

static bool visit_bucket(struct map_visit *v, uint64_t bucket, bool old)
{
	uint64_t top;

	if (!memory_word(v->g->memory, bucket, &top)) {
		v->result = GORT_MAP_BROKEN;
		return true;
	}
	for (unsigned i = 0; i < MAP_SLOTS; i++)
		if ((top >> 8 * i & 0xff) >= MIN_TOP_HASH &&
		    !map_tell_slot(v, bucket, i, old))
			return false;
	return true;
}

static bool visit_chain(struct map_visit *v, uint64_t bucket, bool old)
{
	for (bool first = true; bucket != 0; first = false) {
		if (bucket % 8 != 0 || v->budget == 0) {
			v->result = GORT_MAP_BROKEN;
			return true;
		}
		v->budget--;
		if (!first)
			map_tell_memory(v, bucket, v->shape->unit);
		if (!visit_bucket(v, bucket, old))
			return false;
		if (!memory_word(v->g->memory,
				 bucket + v->shape->unit - POINTER, &bucket)) {
			v->result = GORT_MAP_BROKEN;
			return true;
		}
	}
	return true;
}

static bool visit_array(struct map_visit *v, uint64_t buckets, uint64_t n,
			bool old)
{
	uint64_t room = map_room(v, buckets, n);

	if (room < n)
		v->result = GORT_MAP_BROKEN;
	v->budget = room * 8 + SPARE;
	map_tell_memory(v, buckets, room * v->shape->unit);
	for (uint64_t i = 0; i < room; i++)
		if (!visit_chain(v, buckets + i * v->shape->unit, old))
			return false;
	return true;
}

void map_visit_classic(struct map_visit *v, uint64_t header)
{
	uint64_t buckets, old;
	uint8_t b, flags;

	map_tell_memory(v, header, HEADER);
	if (!gort_u8(v->g, header, LAYOUT_HMAP_B, &b) || b > MAX_B ||
	    !gort_u8(v->g, header, LAYOUT_HMAP_FLAGS, &flags) ||
	    !gort_word(v->g, header, LAYOUT_HMAP_BUCKETS, &buckets) ||
	    !gort_word(v->g, header, LAYOUT_HMAP_OLDBUCKETS, &old)) {
		v->result = GORT_MAP_BROKEN;
		return;
	}
	/* It is made with the first entry. */
	if (buckets != 0 && !visit_array(v, buckets, UINT64_C(1) << b, false))
		return;
	if (old == 0)
		return;
	if (!(flags & SAME_SIZE) && b == 0)
		v->result = GORT_MAP_BROKEN;
	else
		(void)visit_array(
			v, old, UINT64_C(1) << (flags & SAME_SIZE ? b : b - 1),
			true);
}
